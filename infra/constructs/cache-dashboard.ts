import { Duration } from 'aws-cdk-lib'
import {
  Dashboard,
  DashboardVariable,
  DefaultValue,
  GraphWidget,
  type IWidget,
  SingleValueWidget,
  TextWidget,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import type { Counter, Metrics } from './metrics.ts'

const DAY = Duration.days(1)
const HALF = 12
const THIRD = 8

export type CacheDashboardProps = {
  name: string
  stage: string
  metrics: Metrics
  /** Per cent of the answers to other wordings that may be wrong. */
  maxWrong: number
}

/** What the cache saves: the operator's picture of why Ingot is there. */
export class CacheDashboard extends Construct {
  readonly dashboard: Dashboard

  constructor(scope: Construct, id: string, { name, stage, metrics, maxWrong }: CacheDashboardProps) {
    super(scope, id)
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      defaultInterval: DAY,
      variables: [
        new DashboardVariable({
          id: 'stage',
          type: VariableType.PROPERTY,
          value: 'Stage',
          label: 'Stage',
          inputType: VariableInputType.INPUT,
          defaultValue: DefaultValue.value(stage),
          visible: true,
        }),
      ],
    })
    for (const row of rowsOf(metrics, maxWrong)) this.dashboard.addWidgets(...row)
  }
}

function rowsOf(metrics: Metrics, maxWrong: number): IWidget[][] {
  const { counter, expression, hitRatio } = metrics
  const wrong = metrics.wrongHits(Duration.minutes(15))
  const stacked = (title: string, names: readonly Counter[], width = HALF) =>
    new GraphWidget({ title, width, stacked: true, left: names.map((name) => counter(name)) })
  const total = (title: string, text: string, names: readonly Counter[], label: string) =>
    new SingleValueWidget({
      title,
      width: 6,
      setPeriodToTimeRange: true,
      metrics: [expression(text, names, { label, period: Duration.hours(1) })],
    })
  return [
    [
      new TextWidget({
        width: 24,
        height: 1,
        markdown: '**What the cache saves.** Runbook: `docs/runbook.md`.',
      }),
    ],
    [
      new SingleValueWidget({
        title: 'Readers served without a generation',
        width: 6,
        setPeriodToTimeRange: true,
        metrics: [hitRatio(Duration.hours(1))],
      }),
      total('Model calls avoided', 'model_calls_avoided', ['model_calls_avoided'], 'calls'),
      total('GPU-seconds saved', 'gpu_ms_saved/1000', ['gpu_ms_saved'], 'GPU-s'),
      total('Dollars saved', 'micro_usd_saved/1000000', ['micro_usd_saved'], 'USD'),
    ],
    [
      new GraphWidget({
        title: 'Hit ratio',
        width: HALF,
        left: [hitRatio(Duration.minutes(15))],
        leftYAxis: { min: 0, max: 100, showUnits: false, label: '%' },
      }),
      stacked('Readers by outcome', ['hits', 'stale', 'coalesced', 'misses', 'bypasses']),
    ],
    [
      new GraphWidget({
        title: 'Model calls: made and avoided',
        width: THIRD,
        left: [counter('model_calls'), counter('model_calls_avoided')],
      }),
      new GraphWidget({
        title: 'Money: spent and saved, USD',
        width: THIRD,
        left: [
          expression('micro_usd_used/1000000', ['micro_usd_used'], { label: 'spent' }),
          expression('micro_usd_saved/1000000', ['micro_usd_saved'], { label: 'saved' }),
        ],
      }),
      new GraphWidget({
        title: 'GPU-seconds: used and saved',
        width: THIRD,
        left: [
          expression('gpu_ms_used/1000', ['gpu_ms_used'], { label: 'used' }),
          expression('gpu_ms_saved/1000', ['gpu_ms_saved'], { label: 'saved' }),
        ],
      }),
    ],
    [
      stacked('Retrievals', ['retrieval_hits', 'retrieval_misses'], THIRD),
      stacked('Pages', ['page_hits', 'page_revalidations', 'page_misses'], THIRD),
      stacked('Source synopses', ['synopsis_hits', 'synopsis_misses'], THIRD),
    ],
    [
      stacked('Answers to other wordings', ['semantic_hits', 'semantic_misses'], THIRD),
      new SingleValueWidget({
        title: 'Of those looked at later, wrong',
        width: THIRD,
        height: 6,
        setPeriodToTimeRange: true,
        metrics: Object.values(metrics.wrongHits(Duration.hours(1))),
      }),
      new GraphWidget({
        title: 'Wrong, as known so far, against its budget',
        width: THIRD,
        left: [wrong.rate, wrong.most],
        leftYAxis: { min: 0, showUnits: false, label: '%' },
        leftAnnotations: [{ value: maxWrong, label: 'budget' }],
        right: [counter('semantic_shut', { label: 'the budget shut it' })],
        rightYAxis: { min: 0, showUnits: false },
      }),
    ],
    [
      stacked('Who answered', [
        'served_deep',
        'served_fast',
        'served_extractive',
        'served_stale',
        'served_search_only',
      ]),
      new GraphWidget({
        title: 'Leases: takeovers and superseded writes',
        width: HALF,
        left: [counter('takeovers'), counter('superseded_writes')],
      }),
    ],
  ]
}
