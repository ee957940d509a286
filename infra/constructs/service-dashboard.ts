import { Duration } from 'aws-cdk-lib'
import { Dashboard, GraphWidget, type IMetric, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import type { ApiStack } from '../stacks/api-stack.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import type { Metrics } from './metrics.ts'

const THIRD = 8

export type ServiceDashboardProps = {
  name: string
  metrics: Metrics
  api: ApiStack
  data: DataStack
  /** Models of Bedrock, as they are called. */
  bedrockModels: readonly string[]
}

/** How the service is: requests, functions, models, store. */
export class ServiceDashboard extends Construct {
  readonly dashboard: Dashboard

  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    super(scope, id)
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.hours(12),
    })
    this.dashboard.addWidgets(...requests(props))
    this.dashboard.addWidgets(...functions(props))
    this.dashboard.addWidgets(...models(props))
    this.dashboard.addWidgets(...store(props))
  }
}

const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, width: THIRD, left })

function requests({ metrics, api }: ServiceDashboardProps): IWidget[] {
  const { rest } = api.rest
  const { latency, counter } = metrics
  return [
    graph('Requests and refusals', [rest.metricCount(), rest.metricClientError(), rest.metricServerError()]),
    graph('How long readers wait, ms', [
      latency('first_byte', 'p95'),
      latency('first_delta', 'p50'),
      latency('first_delta', 'p95'),
      latency('total', 'p95'),
    ]),
    graph('Answers that failed, and what was made up for it', [
      counter('failures'),
      counter('failures_remembered'),
      counter('failures_made_up'),
    ]),
  ]
}

function functions({ api }: ServiceDashboardProps): IWidget[] {
  const all = Object.entries({
    ...{ stream: api.stream, api: api.api, fill: api.fill, ingest: api.ingest, ops: api.ops },
  })
  const of = (metric: 'metricErrors' | 'metricThrottles', statistic: string) =>
    all.map(([label, each]) => each.function[metric]({ statistic, label }))
  const atOnce = all.map(
    ([
      label,
      {
        function: { functionName },
      },
    ]) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'ConcurrentExecutions',
        dimensionsMap: { FunctionName: functionName },
        statistic: 'Maximum',
        label,
      }),
  )
  return [
    graph('Functions at once', atOnce),
    graph('Functions that failed', of('metricErrors', 'Sum')),
    graph('Functions throttled', of('metricThrottles', 'Sum')),
  ]
}

function models({ metrics, api, bedrockModels }: ServiceDashboardProps): IWidget[] {
  const bedrock = (metricName: string, statistic: string) =>
    bedrockModels.map(
      (model) =>
        new Metric({
          namespace: 'AWS/Bedrock',
          metricName,
          dimensionsMap: { ModelId: model },
          statistic,
          label: model,
        }),
    )
  const { counter } = metrics
  return [
    graph('Model calls', [counter('model_calls'), counter('model_failures')]),
    ...(bedrockModels.length > 0 ? [graph('Bedrock: throttled', bedrock('InvocationThrottles', 'Sum'))] : []),
    graph('Fills and files in their queues, and put aside', [
      ...[api.queue, api.uploads.work].flatMap(({ queue, deadLetters }) =>
        [queue, deadLetters].map((each) => each.metricApproximateNumberOfMessagesVisible()),
      ),
    ]),
  ]
}

function store({ data }: ServiceDashboardProps): IWidget[] {
  const tables = Object.entries({ cache: data.cache, app: data.app })
  const of = (metricName: string) =>
    tables.map(([label, { table }]) => table.metric(metricName, { statistic: 'Sum', label }))
  return [
    graph('Read units', of('ConsumedReadCapacityUnits')),
    graph('Write units', of('ConsumedWriteCapacityUnits')),
    graph('Throttled', [...of('ReadThrottleEvents'), ...of('WriteThrottleEvents')]),
  ]
}
