import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Match } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { CDK_JSON, readable, synthStack } from '../support/synth-stack.ts'

let synth: ReturnType<typeof synthStack>
beforeAll(() => {
  synth = synthStack()
})

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }

const statementsOf = (policy: unknown) => (policy as { Statement: Statement[] }).Statement
const asList = <Value>(value: Value | Value[]) => (Array.isArray(value) ? value : [value])

describe('the stack', () => {
  it('has these resources, and none that runs code of its own', () => {
    const counts: Record<string, number> = {}
    for (const { Type } of Object.values(synth.resources)) counts[Type] = (counts[Type] ?? 0) + 1
    expect(counts).toEqual({
      'AWS::ApiGateway::Deployment': 1,
      'AWS::ApiGateway::Method': 2,
      'AWS::ApiGateway::Resource': 1,
      'AWS::ApiGateway::RestApi': 1,
      'AWS::ApiGateway::Stage': 1,
      'AWS::DynamoDB::GlobalTable': 2,
      'AWS::IAM::Policy': 1,
      'AWS::IAM::Role': 1,
      'AWS::Lambda::Function': 1,
      'AWS::Lambda::Permission': 2,
      'AWS::Logs::LogGroup': 1,
      'AWS::S3::Bucket': 1,
      'AWS::S3::BucketPolicy': 1,
    })
  })

  it('fits every account and Region, or the one it is told', () => {
    expect(synth.stack.environment).toBe('aws://unknown-account/unknown-region')
    const { stack } = synthStack({ stage: 'prod', account: '012345678901', region: 'eu-west-1' })
    expect(stack.stackName).toBe('ingot-prod')
    expect(stack.environment).toBe('aws://012345678901/eu-west-1')
  })

  it('runs the stream function on Node 24, with names of what it may use', () => {
    synth.template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 300,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
    })
    const { Environment } = synth.all('AWS::Lambda::Function')['StreamFunction']!.Properties
    const { Variables } = Environment as { Variables: Record<string, unknown> }
    const named = Object.entries(Variables).map(([name, value]) => [name, readable(value)])
    expect(Object.fromEntries(named)).toEqual({
      NODE_OPTIONS: '--enable-source-maps',
      INGOT_CACHE_TABLE: 'CacheTable',
      INGOT_APP_TABLE: 'AppTable',
      INGOT_AUTH: 'keys',
      INGOT_DOCUMENTS_BUCKET: 'DocumentsBucket',
    })
    synth.template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 })
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
    const { CacheTable, AppTable } = synth.all('AWS::DynamoDB::GlobalTable')
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
    expect(synth.all('AWS::S3::Bucket')['DocumentsBucket']).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    })
    const [policy] = Object.values(synth.all('AWS::S3::BucketPolicy'))
    const statements = statementsOf(policy?.Properties['PolicyDocument'])
    expect(statements).toHaveLength(1)
    expect(statements[0]).toMatchObject({
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
    expect(asList(statements[0]?.Resource).map(readable)).toEqual([
      'DocumentsBucket.Arn',
      'DocumentsBucket.Arn/*',
    ])
  })

  it('leaves nothing behind when its data may be destroyed', () => {
    const { resources } = synthStack({ data: 'destroy' })
    const policies = Object.values(resources).map(({ DeletionPolicy }) => DeletionPolicy)
    expect(policies).not.toContain('Retain')
    const tables = Object.values(resources).filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable')
    for (const { Properties } of tables) {
      expect(Properties).toMatchObject({ Replicas: [{ DeletionProtectionEnabled: false }] })
    }
  })

  it('streams every route through a Regional REST API', () => {
    synth.template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
      BinaryMediaTypes: ['multipart/form-data'],
    })
    synth.template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'dev',
      MethodSettings: [
        Match.objectLike({
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 50,
          ThrottlingBurstLimit: 100,
        }),
      ],
    })
    for (const { Properties } of Object.values(synth.all('AWS::ApiGateway::Method'))) {
      const { HttpMethod, Integration } = Properties as {
        HttpMethod: string
        Integration: Record<string, unknown>
      }
      expect(HttpMethod).toBe('ANY')
      expect(Integration).toMatchObject({
        Type: 'AWS_PROXY',
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 300_000,
      })
      expect(readable(Integration['Uri'])).toBe(
        'arn:AWS::Partition:apigateway:AWS::Region:lambda:path/2021-11-15/functions/StreamFunction.Arn/response-streaming-invocations',
      )
    }
  })
})

describe('permissions', () => {
  it('are these, on these resources, and no others', () => {
    const [role] = Object.values(synth.all('AWS::IAM::Role'))
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns')
    expect(role?.Properties).not.toHaveProperty('Policies')
    const [policy] = Object.values(synth.all('AWS::IAM::Policy'))
    const allowed = statementsOf(policy?.Properties['PolicyDocument']).map(
      ({ Effect, Action, Resource }) =>
        `${Effect} ${asList(Action).join(' ')} on ${asList(Resource).map(readable).join(' ')}`,
    )
    expect(allowed).toEqual([
      'Allow logs:CreateLogStream logs:PutLogEvents on StreamLog.Arn',
      'Allow dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on CacheTable.Arn',
      'Allow dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on AppTable.Arn',
      'Allow s3:DeleteObject s3:GetObject s3:PutObject on DocumentsBucket.Arn/*',
      'Allow s3:ListBucket on DocumentsBucket.Arn',
    ])
  })

  it('to call the function belong to the stage of the API alone', () => {
    const permissions = Object.values(synth.all('AWS::Lambda::Permission')).map(({ Properties }) => ({
      ...Properties,
      FunctionName: readable(Properties['FunctionName']),
      SourceArn: readable(Properties['SourceArn']),
    }))
    const stage =
      'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:ApiRest/ApiRestDeploymentStagedev'
    const permission = {
      Action: 'lambda:InvokeFunction',
      FunctionName: 'StreamFunction.Arn',
      Principal: 'apigateway.amazonaws.com',
    }
    expect(permissions).toEqual([
      { ...permission, SourceArn: `${stage}/*/` },
      { ...permission, SourceArn: `${stage}/*/*` },
    ])
  })

  it.each([
    ['AppTable', ['documents', 'change-rows', 'feedback', 'ledger', 'api-keys']],
    ['CacheTable', ['answer-table', 'log-rows', 'sealed-answers', 'cache-items', 'provenance', 'counters']],
  ])('of %s are the commands that the adapter sends', (table, files) => {
    const sent = files
      .flatMap((file) => [
        ...readFileSync(`shared/adapters/dynamodb/${file}.ts`, 'utf8').matchAll(/new (\w+)Command\(/g),
      ])
      .map(([, name]) => `dynamodb:${name}`)
    const [policy] = Object.values(synth.all('AWS::IAM::Policy'))
    const statement = statementsOf(policy?.Properties['PolicyDocument']).find(({ Resource }) =>
      asList(Resource).map(readable).includes(`${table}.Arn`),
    )
    expect(statement?.Action).toEqual([...new Set(sent)].sort())
  })
})

describe('cdk.json', () => {
  it('sets every recommended flag, and tells nobody of a synthesis', () => {
    const flags = createRequire(import.meta.url)('aws-cdk-lib/recommended-feature-flags.json') as object
    expect(CDK_JSON.context).toEqual({ ...flags, 'cli-telemetry': false })
    expect(CDK_JSON).toMatchObject({ app: 'npx tsx infra/app.ts', versionReporting: false, notices: false })
  })
})
