import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { STREAMED_PATHS } from '../../infra/constructs/rest-api.ts'
import openapi from '../../shared/api/openapi.json' with { type: 'json' }
import { readable, synthStacks } from '../support/synth-stack.ts'

const PROD = { stage: 'prod', alarmEmail: 'ops@example.com', monthlyBudgetUsd: 100 }
const dev = synthStacks()
const prod = synthStacks(PROD)

/** `/v1/answers/{proxy+}`: where a method stands. */
function pathOf(id: unknown, resources: ReturnType<typeof dev.resources>): string {
  const { Ref } = id as { Ref?: string }
  const resource = Ref === undefined ? undefined : resources[Ref]
  if (!resource) return ''
  return `${pathOf(resource.Properties['ParentId'], resources)}/${resource.Properties['PathPart']}`
}

describe('the stacks of a stage', () => {
  it('fit every account and Region, or the one they are told', () => {
    expect(dev.names).toEqual(['ingot-dev-data', 'ingot-dev-api', 'ingot-dev-observability'])
    expect(dev.stackOf('api').environment).toBe('aws://unknown-account/unknown-region')
    const { stackOf } = synthStacks({ stage: 'test1', account: '012345678901', region: 'eu-west-1' })
    expect(stackOf('api').environment).toBe('aws://012345678901/eu-west-1')
  })

  it('run no code of their own while they are deployed, and export nothing that locks a change', () => {
    for (const name of ['data', 'api', 'observability'] as const) {
      const json = JSON.stringify(prod.template(name).toJSON())
      expect(json).not.toContain('Custom::')
      expect(json).not.toContain('"Export"')
      expect(json).not.toContain('Fn::ImportValue')
    }
  })
})

describe('the functions', () => {
  it('run on Node 24 with names of what they may use, and no others', () => {
    const functions = dev.all('api', 'AWS::Lambda::Function')
    const told = Object.entries(functions).map(([name, { Properties }]) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> }
      const { Runtime, Architectures, Handler, MemorySize, Timeout } = Properties
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      const variables = Object.entries(Variables).map(([key, value]) => [key, readable(value)])
      return [name, { Handler, MemorySize, Timeout, ...Object.fromEntries(variables) }]
    })
    const common = {
      INGOT_ACCESS_FILE: 'access.json',
      INGOT_AUTH: 'keys',
      INGOT_APP_TABLE: 'AppTable',
      INGOT_CACHE_TABLE: 'CacheTable',
      INGOT_STAGE: 'dev',
      NODE_OPTIONS: '--enable-source-maps',
    }
    const reads = { ...common, INGOT_DOCUMENTS_BUCKET: 'DocumentsBucket' }
    const writes = { ...reads, INGOT_MODELS_FILE: 'models.json' }
    expect(Object.fromEntries(told)).toEqual({
      StreamFunction: {
        ...{ Handler: 'stream.handler', MemorySize: 512, Timeout: 300 },
        ...writes,
        INGOT_FILL_QUEUE_URL: 'FillsQueue',
      },
      FillFunction: { Handler: 'fill.handler', MemorySize: 512, Timeout: 300, ...writes },
      ApiFunction: { Handler: 'api.handler', MemorySize: 256, Timeout: 15, ...common },
      IngestFunction: { Handler: 'ingest.handler', MemorySize: 1_024, Timeout: 120, ...reads },
      OpsFunction: { Handler: 'ops.handler', MemorySize: 1_024, Timeout: 300, ...reads },
    })
  })

  it('are called through aliases, in prod with a brake and by a canary that goes back', () => {
    const { StreamFunction, FillFunction } = prod.all('api', 'AWS::Lambda::Function')
    expect(StreamFunction?.Properties['ReservedConcurrentExecutions']).toBe(200)
    expect(FillFunction?.Properties['ReservedConcurrentExecutions']).toBe(20)
    const groups = prod.all('api', 'AWS::CodeDeploy::DeploymentGroup')
    expect(Object.keys(groups)).toEqual(
      ['Stream', 'Api', 'Fill', 'Ingest', 'Ops'].map((name) => `${name}ReleaseGroup`),
    )
    for (const { Properties } of Object.values(groups)) {
      expect(Properties).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']),
        },
      })
    }
    expect(Object.keys(dev.all('api', 'AWS::CodeDeploy::DeploymentGroup'))).toEqual([])
  })

  it('go back when the new version fails, whatever the old one does', () => {
    const alarms = prod.all('api', 'AWS::CloudWatch::Alarm')
    const told = Object.entries(alarms).map(([name, { Properties }]) => {
      const { Namespace, MetricName, Dimensions, Threshold, Period } = Properties
      const dimensions = (Dimensions as { Name: string; Value: unknown }[]).map(
        // The version's name ends with a hash of the code.
        (each) => `${each.Name}=${readable(each.Value).replace(/(?<=CurrentVersion)\w+/, '')}`,
      )
      return [name, `${Namespace} ${MetricName} ${dimensions.join(' ')} ${Threshold} in ${Period} s`]
    })
    const of = (name: string, failures: number) => ({
      [`${name}ReleaseErrors`]: `AWS/Lambda Errors ExecutedVersion=${name}FunctionCurrentVersion.Version FunctionName=${name}Function Resource=${name}Function:live ${failures} in 60 s`,
      [`${name}ReleaseDefects`]: `Ingot defects Function=${name}Function Version=${name}FunctionCurrentVersion.Version ${failures} in 60 s`,
    })
    expect(Object.fromEntries(told)).toEqual({
      ...of('Stream', 3),
      ...of('Api', 3),
      ...of('Fill', 1),
      ...of('Ingest', 1),
      ...of('Ops', 1),
    })
    const groups = prod.resources('api')
    for (const { Type, Properties } of Object.values(groups)) {
      if (Type !== 'AWS::CodeDeploy::DeploymentGroup') continue
      const { Alarms } = Properties['AlarmConfiguration'] as { Alarms: { Name: { Ref: string } }[] }
      expect(Alarms.map(({ Name }) => groups[Name.Ref]?.Properties['MetricName'])).toEqual([
        'Errors',
        'defects',
      ])
    }
  })

  it.each([
    ['fills', 1_800, 'FillsQueue', {}],
    ['files that have come', 720, 'UploadsWorkQueue', { ScalingConfig: { MaximumConcurrency: 5 } }],
  ])('work a queue of %s whose messages are put aside after three tries', (_, seconds, queue, scaling) => {
    dev.template('api').hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue(), maxReceiveCount: 3 },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: seconds,
    })
    dev.template('api').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${queue}`), 'Arn'] },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...scaling,
    })
  })

  it('are handed no more fills than may run at once: one too many would be put aside untouched', () => {
    const { FillFunction } = prod.all('api', 'AWS::Lambda::Function')
    prod.template('api').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FillsQueue'), 'Arn'] },
      ScalingConfig: { MaximumConcurrency: FillFunction?.Properties['ReservedConcurrentExecutions'] },
    })
  })

  it('keep the versions before, to end streams on and to go back to', () => {
    const versions = Object.values(prod.all('api', 'AWS::Lambda::Version'))
    expect(versions.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Array(5).fill('Retain'))
  })

  it('are told of files that clients have sent, and of no other object', () => {
    const { UploadsHasCome } = dev.all('api', 'AWS::Events::Rule')
    const pattern = UploadsHasCome?.Properties['EventPattern'] as { detail: { bucket: { name: unknown[] } } }
    expect(pattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'uploads/' }] } },
    })
    expect(pattern.detail.bucket.name.map(readable)).toEqual(['DocumentsBucket'])
    const [target] = (UploadsHasCome?.Properties['Targets'] ?? []) as { Arn: unknown }[]
    expect(readable(target?.Arn)).toBe('UploadsWorkQueue.Arn')
  })

  it('sweep once an hour', () => {
    const { HourlyRule } = dev.all('api', 'AWS::Events::Rule')
    expect(HourlyRule?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 1_800 } }],
    })
    const [target] = (HourlyRule?.Properties['Targets'] ?? []) as { Arn: unknown }[]
    expect(readable(target?.Arn)).toBe('OpsLive')
  })
})

describe('the API', () => {
  it('is Regional, throttled, and logs no words of a question', () => {
    dev.template('api').hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
      BinaryMediaTypes: ['multipart/form-data'],
    })
    const [stage] = Object.values(dev.all('api', 'AWS::ApiGateway::Stage'))
    expect(stage?.Properties).toMatchObject({
      StageName: 'dev',
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      ],
    })
    const { Format } = (stage?.Properties['AccessLogSetting'] ?? {}) as { Format: string }
    expect(Object.keys(JSON.parse(Format))).toContain('request_id')
    expect(Format).not.toMatch(/\$context\.path\b|querystring|request\.body/)
  })

  it('has the role without which no stage takes access logs, before the stage, and leaves it to the account', () => {
    const { RestAccount } = dev.all('api', 'AWS::ApiGateway::Account')
    const { RestCloudWatchRole } = dev.all('api', 'AWS::IAM::Role')
    expect(readable(RestAccount?.Properties['CloudWatchRoleArn'])).toBe('RestCloudWatchRole.Arn')
    expect([RestAccount, RestCloudWatchRole].map((each) => each?.DeletionPolicy)).toEqual([
      'Retain',
      'Retain',
    ])
    dev.template('api').hasResource('AWS::ApiGateway::Stage', {
      DependsOn: [Match.stringLikeRegexp('^RestAccount')],
    })
    const there = synthStacks({ apiLogRole: false })
    expect(there.all('api', 'AWS::ApiGateway::Account')).toEqual({})
    expect(Object.keys(there.all('api', 'AWS::IAM::Role'))).not.toContain('RestCloudWatchRole')
  })

  it('streams what streams or takes long, and answers the rest in one piece', () => {
    const resources = dev.resources('api')
    const methods = Object.values(resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Method')
    const told = methods.map(({ Properties }) => {
      const integration = Properties['Integration'] as Record<string, unknown>
      const { ResponseTransferMode, TimeoutInMillis } = integration
      expect(Properties['HttpMethod']).toBe('ANY')
      const path = pathOf(Properties['ResourceId'], resources) || '/'
      return [path, `${ResponseTransferMode ?? 'BUFFERED'} ${TimeoutInMillis}`]
    })
    const streamed = STREAMED_PATHS.flatMap((path) => [path, `${path}/{proxy+}`])
    expect(Object.fromEntries(told)).toEqual({
      ...Object.fromEntries(streamed.map((path) => [path, 'STREAM 300000'])),
      ...Object.fromEntries(['/', '/{proxy+}', '/v1/{proxy+}'].map((path) => [path, 'BUFFERED 15000'])),
    })
  })

  it('hands the function without models and documents what needs neither, reads no page and streams nothing', () => {
    const isStreamed = (route: string) =>
      STREAMED_PATHS.some((path) => route === path || route.startsWith(`${path}/`))
    expect(Object.keys(openapi.paths).filter((route) => !isStreamed(route))).toEqual([
      // Where no bucket takes files: never on AWS.
      '/uploads/{token}',
      ...['/v1/cache/stats', '/v1/cache/purge'],
      ...['/v1/threads', '/v1/threads/{id}', '/v1/threads/{id}/turns'],
      ...['/v1/usage', '/v1/keys', '/v1/keys/{id}', '/v1/keys/{id}/rotate'],
    ])
  })

  it('may call two functions, by two permissions, and the schedule a third', () => {
    const permissions = Object.values(dev.all('api', 'AWS::Lambda::Permission')).map(({ Properties }) => [
      readable(Properties['FunctionName']),
      readable(Properties['SourceArn']),
    ])
    const any = 'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:Rest/*/*/*'
    expect(permissions.sort()).toEqual([
      ['ApiLive', any],
      ['OpsLive', 'HourlyRule.Arn'],
      ['StreamLive', any],
    ])
  })

  it('has a firewall in prod that counts rules which mistake prompts for attacks', () => {
    const [acl] = Object.values(prod.all('api', 'AWS::WAFv2::WebACL'))
    const rules = acl?.Properties['Rules'] as { Name: string; Statement: object }[]
    expect(rules.map(({ Name }) => Name)).toEqual([
      'requests-of-one-address',
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ])
    expect(rules[0]?.Statement).toEqual({
      RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: 1000 },
    })
    for (const rule of ['Log4JRCE_BODY', 'CrossSiteScripting_BODY', 'SizeRestrictions_BODY']) {
      expect(JSON.stringify(rules)).toContain(`{"ActionToUse":{"Count":{}},"Name":"${rule}"}`)
    }
    expect(JSON.stringify(acl)).not.toContain('"SampledRequestsEnabled":true')
    expect(dev.all('api', 'AWS::WAFv2::WebACL')).toEqual({})
  })

  it('stands under a name of its own, if it is given one', () => {
    const domain = {
      name: 'answers.example.com',
      certificateArn: 'arn:aws:acm:eu-west-1:012345678901:certificate/1',
      hostedZone: { id: 'Z1', name: 'example.com' },
    }
    const template = synthStacks({ domain }).template('api')
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true })
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'answers.example.com',
      SecurityPolicy: 'TLS_1_2',
    })
    template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'answers.example.com.', Type: 'A' })
    template.hasOutput('ApiUrl', { Value: 'https://answers.example.com/' })
  })
})
