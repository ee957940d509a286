import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmRule,
  AlarmState,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type CreateAlarmOptions,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { ApiStack } from '../stacks/api-stack.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import type { Metrics } from './metrics.ts'

const FIVE_MINUTES = Duration.minutes(5)

export type AlarmsProps = {
  metrics: Metrics
  api: ApiStack
  data: DataStack
  topic: ITopic
  streamConcurrency: number | null
  dailySpendUsd: number | undefined
  bedrockModels: readonly string[]
}

/** Each alarm names its section of docs/runbook.md; only the first pages, the others are to be looked at. */
export class Alarms extends Construct {
  readonly #props: AlarmsProps

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.#props = props
    const hurting = [this.#serverErrors(), this.#slow(), this.#failures(), this.#cutStreams()]
    this.#cache()
    this.#models()
    this.#store()
    this.#functions()
    const users = new CompositeAlarm(this, 'UsersAreHurt', {
      alarmRule: AlarmRule.anyOf(...hurting.map((alarm) => AlarmRule.fromAlarm(alarm, ALARM))),
      alarmDescription: describe(
        'Readers get errors, wait too long, or lose their streams.',
        'users-are-hurt',
      ),
    })
    users.addAlarmAction(new SnsAction(props.topic))
    users.addOkAction(new SnsAction(props.topic))
  }

  #serverErrors(): Alarm {
    const { rest } = this.#props.api.rest
    const share = new MathExpression({
      // Fewer than twenty requests say nothing.
      expression: 'IF(requests>20, 100*errors/requests, 0)',
      usingMetrics: {
        errors: rest.metricServerError({ statistic: 'Sum', period: FIVE_MINUTES }),
        requests: rest.metricCount({ statistic: 'Sum', period: FIVE_MINUTES }),
      },
      label: 'replies of 500 and above, %',
      period: FIVE_MINUTES,
    })
    return this.#when('ServerErrors', share, { above: 1, of: 'More than 1 % of the replies are 5xx.' })
  }

  #slow(): Alarm {
    return this.#when('SlowFirstWords', this.#props.metrics.latency('first_delta', 'p95'), {
      above: 10_000,
      periods: 3,
      of: 'One reader in twenty waits more than 10 s for the first words.',
    })
  }

  #failures(): Alarm {
    const share = this.#props.metrics.expression(
      'IF(fills>20, 100*failures/fills, 0)',
      ['failures', 'fills'],
      {
        label: 'answers that failed, %',
      },
    )
    return this.#when('FailedAnswers', share, { above: 5, of: 'More than 5 % of the answers failed.' })
  }

  #cutStreams(): Alarm {
    return this.#when('CutStreams', this.#props.metrics.counter('streams_cut'), {
      above: 0,
      periods: 2,
      of: 'Streams ended without their last event.',
    })
  }

  #cache(): void {
    const { metrics, topic } = this.#props
    const drop = new AnomalyDetectionAlarm(this, 'HitRatioDropped', {
      metric: metrics.hitRatio(Duration.minutes(15)),
      stdDevs: 3,
      comparisonOperator: ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
      evaluationPeriods: 4,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: describe(
        'Fewer readers are served from the cache than is usual.',
        'hit-ratio-dropped',
      ),
    })
    drop.addAlarmAction(new SnsAction(topic))
    this.#when('WrongHits', metrics.counter('semantic_shut'), {
      above: 0,
      of: 'Too many answers to other wordings were wrong: no more are served for now.',
    })
    this.#when('SupersededWrites', metrics.counter('superseded_writes'), {
      above: 10,
      periods: 3,
      of: 'Processes write to answers that others have taken over.',
    })
    this.#when('Takeovers', metrics.counter('takeovers'), {
      above: 5,
      periods: 3,
      of: 'Processes die while they write answers.',
    })
  }

  #models(): void {
    const { metrics, dailySpendUsd, bedrockModels } = this.#props
    const failures = metrics.expression(
      'IF(model_calls+model_failures>20, 100*model_failures/(model_calls+model_failures), 0)',
      ['model_calls', 'model_failures'],
      { label: 'model calls that failed, %' },
    )
    this.#when('ModelFailures', failures, { above: 20, of: 'More than 20 % of the model calls fail.' })
    if (bedrockModels.length > 0) {
      const throttles = bedrockModels.map(
        (ModelId) =>
          new Metric({
            namespace: 'AWS/Bedrock',
            metricName: 'InvocationThrottles',
            dimensionsMap: { ModelId },
            statistic: 'Sum',
            period: FIVE_MINUTES,
          }),
      )
      const ids = throttles.map((metric, index): [string, IMetric] => [`t${index}`, metric])
      const all = new MathExpression({
        expression: ids.map(([id]) => `FILL(${id},0)`).join('+'),
        usingMetrics: Object.fromEntries(ids),
        label: 'throttled by Bedrock',
        period: FIVE_MINUTES,
      })
      this.#when('ModelThrottled', all, { above: 10, periods: 2, of: 'Bedrock throttles the models.' })
    }
    if (dailySpendUsd !== undefined) {
      const day = Duration.days(1)
      const spent = metrics.expression('micro_usd_used/1000000', ['micro_usd_used'], {
        label: 'spent on models in a day, USD',
        period: day,
      })
      this.#when('DailySpend', spent, {
        above: dailySpendUsd,
        of: `Models cost more than ${dailySpendUsd} USD in a day.`,
      })
    }
  }

  #store(): void {
    for (const [name, { table }] of Object.entries({
      Cache: this.#props.data.cache,
      App: this.#props.data.app,
    })) {
      const throttled = new MathExpression({
        expression: 'FILL(reads,0)+FILL(writes,0)',
        usingMetrics: {
          reads: table.metric('ReadThrottleEvents', { statistic: 'Sum', period: FIVE_MINUTES }),
          writes: table.metric('WriteThrottleEvents', { statistic: 'Sum', period: FIVE_MINUTES }),
        },
        label: 'throttled calls',
        period: FIVE_MINUTES,
      })
      this.#when(`${name}TableThrottled`, throttled, {
        above: 10,
        periods: 2,
        of: 'DynamoDB throttles the table.',
      })
    }
  }

  #functions(): void {
    const { api, streamConcurrency } = this.#props
    for (const [name, { function: each }] of Object.entries({
      Stream: api.stream,
      Api: api.api,
      Fill: api.fill,
      Ingest: api.ingest,
    })) {
      this.#when(`${name}FunctionErrors`, each.metricErrors({ statistic: 'Sum', period: FIVE_MINUTES }), {
        above: 3,
        of: 'The function fails as a whole: it does not start, runs out of memory, or of time.',
      })
    }
    const sweeps = api.ops.function.metricErrors({ statistic: 'Sum', period: Duration.hours(1) })
    this.#when('OpsFunctionErrors', sweeps, { above: 0, of: 'What is done once an hour failed.' })
    if (streamConcurrency !== null) {
      const atOnce = new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'ConcurrentExecutions',
        dimensionsMap: { FunctionName: api.stream.function.functionName },
        statistic: 'Maximum',
        period: FIVE_MINUTES,
      })
      this.#when('StreamConcurrency', atOnce, {
        above: Math.floor(0.8 * streamConcurrency),
        of: 'Four fifths of the streams that may run at once do.',
      })
    }
    for (const [name, { deadLetters }, what] of [
      ['DeadLetters', api.queue, 'Fills'],
      ['UploadDeadLetters', api.uploads.work, 'Files that have come'],
    ] as const) {
      const waiting = deadLetters.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES })
      this.#when(name, waiting, { above: 0, of: `${what} were put aside, after three tries.` })
    }
  }

  #when(
    name: string,
    metric: IMetric,
    { above, of, periods = 1 }: { above: number; of: string; periods?: number },
  ): Alarm {
    const options: CreateAlarmOptions = {
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      // No traffic is no trouble.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: describe(of, sectionOf(name)),
    }
    const alarm = new Alarm(this, name, { metric, ...options })
    alarm.addAlarmAction(new SnsAction(this.#props.topic))
    return alarm
  }
}

const { ALARM } = AlarmState

const describe = (what: string, section: string) => `${what} Runbook: docs/runbook.md#${section}`

/** `CacheTableThrottled` is "cache-table-throttled". */
const sectionOf = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
