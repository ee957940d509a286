import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readable, statementsOf, synthStacks } from '../support/synth-stack.ts'

const PROD = { stage: 'prod', alarmEmail: 'ops@example.com', monthlyBudgetUsd: 100 }
const synth = synthStacks(PROD)

describe('the data stack', () => {
  it('keeps the names by which AWS knows what holds data: another name is another, empty resource', () => {
    const stateful = Object.entries(synth.resources('data')).map(([id, { Type }]) => `${id} ${Type}`)
    expect(stateful).toEqual([
      'CacheTableCDD8F844 AWS::DynamoDB::GlobalTable',
      'AppTableA64782C6 AWS::DynamoDB::GlobalTable',
      'DocumentsBucket089EA665 AWS::S3::Bucket',
      'DocumentsBucketPolicyCBD87EC2 AWS::S3::BucketPolicy',
    ])
  })

  it('keeps the keys of the adapter in two tables on demand', () => {
    const keys = {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    }
    const { CacheTable, AppTable } = synth.all('data', 'AWS::DynamoDB::GlobalTable')
    const replica = (isKept: boolean) => ({
      DeletionProtectionEnabled: isKept,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: isKept },
    })
    expect(CacheTable).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { ...keys, Replicas: [replica(false)] },
    })
    expect(AppTable).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { ...keys, Replicas: [replica(true)] },
    })
  })

  it('keeps documents in a private, encrypted bucket that is reached by TLS only', () => {
    expect(synth.all('data', 'AWS::S3::Bucket')['DocumentsBucket']).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              NoncurrentVersionExpiration: { NoncurrentDays: 35 },
              ExpiredObjectDeleteMarker: true,
              Status: 'Enabled',
            },
            {
              Prefix: 'uploads/',
              ExpirationInDays: 2,
              NoncurrentVersionExpiration: { NoncurrentDays: 1 },
              Status: 'Enabled',
            },
          ],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    })
    const [policy] = Object.values(synth.all('data', 'AWS::S3::BucketPolicy'))
    const statements = statementsOf(policy?.Properties['PolicyDocument'])
    expect(statements).toHaveLength(1)
    expect(statements[0]).toMatchObject({
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
    expect([statements[0]?.Resource].flat().map(readable)).toEqual([
      'DocumentsBucket.Arn',
      'DocumentsBucket.Arn/*',
    ])
  })

  it('keeps nothing of what was removed where nothing is to be kept', () => {
    const bucket = synthStacks().all('data', 'AWS::S3::Bucket')['DocumentsBucket']
    expect(bucket?.Properties).not.toHaveProperty('VersioningConfiguration')
    expect(bucket?.Properties['LifecycleConfiguration']).toEqual({
      Rules: [
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        { Prefix: 'uploads/', ExpirationInDays: 2, Status: 'Enabled' },
      ],
    })
  })

  it('keeps vectors in an index of their own only where it is asked for', () => {
    const { all } = synthStacks({ ...PROD, vectors: {} })
    const [bucket] = Object.values(all('data', 'AWS::S3Vectors::VectorBucket'))
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { VectorBucketName: 'ingot-prod-vectors', EncryptionConfiguration: { SseType: 'AES256' } },
    })
    const [index] = Object.values(all('data', 'AWS::S3Vectors::Index'))
    expect(index).toMatchObject({
      DeletionPolicy: 'Delete',
      DependsOn: [expect.stringMatching(/^VectorsBucket/)],
      Properties: {
        VectorBucketName: 'ingot-prod-vectors',
        IndexName: 'questions-512',
        DataType: 'float32',
        Dimension: 512,
        DistanceMetric: 'cosine',
        MetadataConfiguration: { NonFilterableMetadataKeys: ['question'] },
      },
    })
    expect(JSON.stringify(synth.resources('data'))).not.toContain('S3Vectors')
  })

  it('puts vectors of another length into another index, before the old one goes', () => {
    const { resources } = synthStacks({ ...PROD, vectors: { dimensions: 1_024 } })
    const names = Object.values(resources('data')).map(({ Properties }) => Properties['IndexName'])
    expect(names).toContain('questions-1024')
    expect(Object.keys(resources('data')).join()).toMatch(/VectorsOf1024Dimensions/)
  })

  it('lets pages send files that may call the API, and no others', () => {
    const { all } = synthStacks({ env: { INGOT_CORS_ORIGINS: 'https://a.example, https://b.example' } })
    expect(all('data', 'AWS::S3::Bucket')['DocumentsBucket']?.Properties['CorsConfiguration']).toEqual({
      CorsRules: [
        {
          AllowedHeaders: ['*'],
          AllowedMethods: ['PUT'],
          AllowedOrigins: ['https://a.example', 'https://b.example'],
        },
      ],
    })
    const bucket = synth.all('data', 'AWS::S3::Bucket')['DocumentsBucket']
    expect(bucket?.Properties).not.toHaveProperty('CorsConfiguration')
  })

  it('leaves nothing behind when its data may be destroyed', () => {
    const { resources } = synthStacks({ data: 'destroy' })
    const all = Object.values(resources('data'))
    expect(all.map(({ DeletionPolicy }) => DeletionPolicy)).not.toContain('Retain')
    for (const { Properties } of all.filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable')) {
      expect(Properties).toMatchObject({ Replicas: [{ DeletionProtectionEnabled: false }] })
    }
  })

  it('is protected from deletion where its data is retained', () => {
    expect(synth.stackOf('data').terminationProtection).toBe(true)
    expect(synthStacks().stackOf('data').terminationProtection).toBe(false)
  })

  it.each([
    [
      'AppTable',
      ['documents', 'change-rows', 'feedback', 'ledger', 'api-keys', 'answer-table', 'delete-items'],
    ],
    [
      'CacheTable',
      [
        'answer-table',
        'log-rows',
        'sealed-answers',
        'cache-items',
        'provenance',
        'counters',
        'model-slots',
        'shared-lists',
      ],
    ],
  ])('lets functions send %s the commands that the adapter sends', (table, files) => {
    const sent = files
      .flatMap((file) => [
        ...readFileSync(`shared/adapters/dynamodb/${file}.ts`, 'utf8').matchAll(/new (\w+)Command\(/g),
      ])
      .map(([, name]) => `dynamodb:${name}`)
    const policy = synth.all('api', 'AWS::IAM::Policy')['StreamRoleDefaultPolicy']
    const statement = statementsOf(policy?.Properties['PolicyDocument']).find(({ Resource }) =>
      [Resource].flat().map(readable).includes(`${table}.Arn`),
    )
    expect(statement?.Action).toEqual([...new Set(sent)].sort())
  })
})
