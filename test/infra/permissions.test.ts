import { describe, expect, it } from 'vitest'
import { readable, type StackName, statementsOf, synthStacks } from '../support/synth-stack.ts'

const MODELS = {
  models: [
    { preset: 'bedrock-deepseek-r1', region: 'us-east-1', guardrail: { id: 'gr1', version: '1' } },
    { preset: 'bedrock-deepseek-v3' },
    { preset: 'hunyuan-t1' },
    {
      alias: 'gpu',
      adapter: 'sagemaker',
      model: 'r1-distill',
      endpoint_name: 'ingot-prod-gpu',
      inference_component: 'ingot-prod-r1',
    },
  ],
  embeddings: [
    { alias: 'titan', adapter: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 512 },
  ],
  rerank: { adapter: 'bedrock', model: 'amazon.rerank-v1:0', region: 'us-west-2' },
}
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hunyuan-AbCdEf'
const SETTINGS = {
  stage: 'prod',
  account: '123456789012',
  region: 'us-east-1',
  alarmEmail: 'ops@example.com',
  monthlyBudgetUsd: 100,
  modelsFile: 'models.json',
  profileRegions: { 'us.deepseek.r1-v1:0': ['us-east-1', 'us-west-2'] },
  secrets: { HUNYUAN_API_KEY: SECRET },
  vectors: {},
  env: { INGOT_WEB_SEARCH: 'knowledge-base', INGOT_KNOWLEDGE_BASE_ID: 'ABCDE12345' },
  guardrail: { blockedMessage: 'No.' },
  gpuEndpoint: {
    alias: 'r1',
    image: '763104351884.dkr.ecr.us-east-1.amazonaws.com/djl-inference:0.33.0-lmi15.0.0-cu128',
    model: 's3://weights/r1',
  },
  delivery: { repository: 'acme/ingot', environment: 'prod' },
}
const synth = synthStacks(SETTINGS, MODELS)

const allowed = (stack: StackName) =>
  Object.fromEntries(
    Object.entries(synth.all(stack, 'AWS::IAM::Policy')).map(([name, { Properties }]) => [
      name.replace(/RoleDefaultPolicy$/, '') || 'Delivery',
      statementsOf(Properties['PolicyDocument']).map(
        ({ Effect, Action, Resource, Condition }) =>
          `${Effect} ${[Action].flat().join(' ')} on ${[Resource].flat().map(readable).join(' ')}${Condition ? ` if ${JSON.stringify(Condition)}` : ''}`,
      ),
    ]),
  )

const CACHE =
  'Allow dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on CacheTable.Arn'
const APP =
  'Allow dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on AppTable.Arn'
const DOCUMENTS = [
  'Allow s3:DeleteObject s3:GetObject s3:PutObject on DocumentsBucket.Arn/*',
  'Allow s3:ListBucket on DocumentsBucket.Arn',
]
const VECTORS =
  'Allow s3vectors:DeleteVectors s3vectors:GetVectors s3vectors:PutVectors s3vectors:QueryVectors on VectorsOf512Dimensions.IndexArn'
const MODEL = 'arn:aws:bedrock:us-east-1::foundation-model'
const INVOKE = 'Allow bedrock:InvokeModel bedrock:InvokeModelWithResponseStream on'
const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.deepseek.r1-v1:0'
const WRITES = [
  `${INVOKE} ${PROFILE} ${MODEL}/deepseek.v3-v1:0`,
  `${INVOKE} ${MODEL}/deepseek.r1-v1:0 arn:aws:bedrock:us-west-2::foundation-model/deepseek.r1-v1:0 if {"StringEquals":{"bedrock:InferenceProfileArn":"${PROFILE}"}}`,
  `Allow bedrock:InvokeModel on ${MODEL}/amazon.titan-embed-text-v2:0 arn:aws:bedrock:us-west-2::foundation-model/amazon.rerank-v1:0`,
  'Allow bedrock:ApplyGuardrail on arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1',
  'Allow sagemaker:InvokeEndpointWithResponseStream on arn:aws:sagemaker:us-east-1:123456789012:endpoint/ingot-prod-gpu arn:aws:sagemaker:us-east-1:123456789012:inference-component/ingot-prod-r1',
  'Allow bedrock:Retrieve on arn:aws:bedrock:us-east-1:123456789012:knowledge-base/ABCDE12345',
  `Allow secretsmanager:GetSecretValue on ${SECRET}`,
]
const RECEIVE =
  'Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage'
const log = (name: string) => `Allow logs:CreateLogStream logs:PutLogEvents on ${name}Log.Arn`

describe('permissions', () => {
  it('of the functions are these, on these resources, and no others', () => {
    expect(allowed('api')).toEqual({
      Stream: [
        log('Stream'),
        CACHE,
        APP,
        ...DOCUMENTS,
        VECTORS,
        ...WRITES,
        'Allow sqs:SendMessage on FillsQueue.Arn',
      ],
      Fill: [log('Fill'), CACHE, APP, ...DOCUMENTS, VECTORS, ...WRITES, `${RECEIVE} on FillsQueue.Arn`],
      Api: [log('Api'), CACHE, APP],
      Ingest: [log('Ingest'), CACHE, APP, ...DOCUMENTS, `${RECEIVE} on UploadsWorkQueue.Arn`],
      Ops: [
        log('Ops'),
        CACHE,
        APP.replace('Query ', 'Query dynamodb:Scan '),
        ...DOCUMENTS,
        'Allow s3vectors:DeleteVectors s3vectors:GetVectors s3vectors:ListVectors on VectorsOf512Dimensions.IndexArn',
      ],
    })
  })

  it('of what hosts a model of its own, and of deployments, too', () => {
    const account = ['arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker']
    expect(allowed('model')).toEqual({
      Gpu: [
        'Allow ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:763104351884:repository/djl-inference',
        'Allow ecr:GetAuthorizationToken on *',
        `Allow logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents on ${account}/Endpoints/ingot-prod-* ${account}/InferenceComponents/ingot-prod-*`,
        'Allow s3:GetObject s3:ListBucket on arn:aws:s3:::weights arn:aws:s3:::weights/r1/*',
      ],
    })
    const role = 'arn:aws:iam::123456789012:role/cdk-hnb659fds'
    expect(allowed('delivery')).toEqual({
      Delivery: [
        `Allow sts:AssumeRole on ${['deploy', 'file-publishing', 'lookup'].map((name) => `${role}-${name}-role-123456789012-us-east-1`).join(' ')}`,
      ],
    })
  })

  it('are nowhere given by a managed policy, but to CodeDeploy, and to API Gateway for its logs', () => {
    const roles = (['api', 'model', 'observability', 'delivery'] as const).flatMap((stack) =>
      Object.entries(synth.all(stack, 'AWS::IAM::Role')),
    )
    const managed = roles.flatMap(([name, { Properties }]) =>
      ((Properties['ManagedPolicyArns'] ?? []) as unknown[]).map((arn) => `${name} ${readable(arn)}`),
    )
    const policy = 'arn:AWS::Partition:iam::aws:policy/service-role'
    expect(managed).toEqual([
      `RestCloudWatchRole ${policy}/AmazonAPIGatewayPushToCloudWatchLogs`,
      ...['Stream', 'Api', 'Fill', 'Ingest', 'Ops'].map(
        (name) => `${name}ReleaseGroupServiceRole ${policy}/AWSCodeDeployRoleForLambdaLimited`,
      ),
    ])
    for (const [, { Properties }] of roles) expect(Properties).not.toHaveProperty('Policies')
  })

  it('to deploy are taken on by one environment of one repository', () => {
    const [role] = Object.values(synth.all('delivery', 'AWS::IAM::Role'))
    const [statement] = statementsOf(role?.Properties['AssumeRolePolicyDocument'])
    expect(statement?.Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': 'repo:acme/ingot:environment:prod',
      },
    })
  })
})
