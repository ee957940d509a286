import { readFileSync } from 'node:fs'
import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { COUNTERS, LATENCIES } from '../../shared/metrics/definitions.ts'
import { statementsOf, synthStacks } from '../support/synth-stack.ts'

const PROD = { stage: 'prod', region: 'us-east-1', alarmEmail: 'ops@example.com', monthlyBudgetUsd: 3_000 }
const MODELS = { models: [{ preset: 'bedrock-deepseek-v3' }] }
const synth = synthStacks({ ...PROD, modelsFile: 'models.json' }, MODELS)

const alarms = { ...synth.all('observability', 'AWS::CloudWatch::Alarm') }
const composite = synth.all('observability', 'AWS::CloudWatch::CompositeAlarm')
const RUNBOOK = readFileSync('docs/runbook.md', 'utf8')

/** `## Takeovers` as GitHub links it. */
const sections = [...RUNBOOK.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-'),
)

describe('alarms', () => {
  it('are these', () => {
    expect(Object.keys({ ...alarms, ...composite }).map((name) => name.replace(/^Alarm/, ''))).toEqual([
      'ServerErrors',
      'SlowFirstWords',
      'FailedAnswers',
      'CutStreams',
      'HitRatioDropped',
      'WrongHits',
      'SupersededWrites',
      'Takeovers',
      'ModelFailures',
      'ModelThrottled',
      'DailySpend',
      'CacheTableThrottled',
      'AppTableThrottled',
      'StreamFunctionErrors',
      'ApiFunctionErrors',
      'FillFunctionErrors',
      'IngestFunctionErrors',
      'OpsFunctionErrors',
      'StreamConcurrency',
      'DeadLetters',
      'UploadDeadLetters',
      'UsersAreHurt',
    ])
  })

  it('each say what is wrong, and name a section of the runbook that is there', () => {
    for (const [name, { Properties }] of Object.entries({ ...alarms, ...composite })) {
      const [, section] =
        /\. Runbook: docs\/runbook\.md#([\w-]+)$/.exec(String(Properties['AlarmDescription'])) ?? []
      expect(sections, name).toContain(section)
      expect(Properties['AlarmActions'], name).toHaveLength(1)
    }
  })

  it('are all that the runbook has sections for', () => {
    const named = Object.values({ ...alarms, ...composite }).map(
      ({ Properties }) => /#([\w-]+)$/.exec(String(Properties['AlarmDescription']))?.[1],
    )
    // CodeDeploy's own alarms are those of a release.
    const releases = Object.values(synth.all('api', 'AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => /#([\w-]+)$/.exec(String(Properties['AlarmDescription']))?.[1],
    )
    expect(new Set(releases)).toEqual(new Set(['a-release-went-back']))
    expect(sections.filter((section) => !named.includes(section))).toEqual(['a-release-went-back'])
  })

  it('take no traffic for no trouble', () => {
    for (const { Properties } of Object.values(alarms))
      expect(Properties['TreatMissingData']).toBe('notBreaching')
  })

  it('look at the tenth of the budget that a day may cost, and at four fifths of the streams', () => {
    expect(alarms['AlarmDailySpend']?.Properties['Threshold']).toBe(300)
    expect(alarms['AlarmStreamConcurrency']?.Properties['Threshold']).toBe(160)
  })

  it('may publish, and nobody else, to a topic that has no default policy any more', () => {
    const [policy] = Object.values(synth.all('observability', 'AWS::SNS::TopicPolicy'))
    const told = statementsOf(policy?.Properties['PolicyDocument']).map(({ Effect, Action, Condition }) => [
      `${Effect} ${Action}`,
      Condition,
    ])
    expect(told).toEqual([
      ['Deny sns:Publish', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Allow sns:Publish', { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }],
    ])
    synth.template('observability').hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    })
  })

  it('reach people, who are told of the bill too', () => {
    const template = synth.template('observability')
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: 'ops@example.com',
      Protocol: 'email',
    })
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetLimit: { Amount: 3_000, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
      NotificationsWithSubscribers: Match.arrayWith([
        Match.objectLike({
          Notification: Match.objectLike({ NotificationType: 'FORECASTED', Threshold: 100 }),
        }),
      ]),
    })
  })
})

describe('dashboards and alarms', () => {
  it('draw metrics that are counted, and no others', () => {
    const known = [...Object.keys(COUNTERS), ...Object.keys(LATENCIES).map((name) => `${name}_ms`)]
    const json = JSON.stringify(synth.template('observability').toJSON()).replaceAll('\\"', '"')
    const drawn = [
      ...json.matchAll(/\["Ingot","(\w+)"/g),
      ...json.matchAll(/"MetricName":"(\w+)","Namespace":"Ingot"/g),
    ].map(([, name]) => name)
    expect(new Set(drawn).size).toBeGreaterThan(30)
    for (const name of drawn) expect(known).toContain(name)
  })

  it('show what the cache saves', () => {
    const names = Object.values(synth.all('observability', 'AWS::CloudWatch::Dashboard')).map(
      ({ Properties }) => Properties['DashboardName'],
    )
    expect(names).toEqual(['ingot-prod-cache', 'ingot-prod-service'])
    const [cache] = Object.values(synth.all('observability', 'AWS::CloudWatch::Dashboard'))
    const body = JSON.stringify(cache?.Properties['DashboardBody'])
    for (const title of [
      'Hit ratio',
      'Model calls avoided',
      'GPU-seconds saved',
      'Dollars saved',
      'Who answered',
    ]) {
      expect(body).toContain(
        `"title\\":\\"${title}`.replaceAll('"title', '\\"title').replaceAll('\\\\', '\\'),
      )
    }
  })
})
