import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { COUNTERS, LatencyName } from '../../shared/metrics/definitions.ts'
import { METRICS_NAMESPACE } from '../../shared/names.ts'

export type Counter = keyof typeof COUNTERS

/** Ingot's own metrics of one stage, under the names of `shared/metrics/definitions.ts`. */
export function createMetrics(stage: string) {
  const counter = (name: Counter, options: { period?: Duration; label?: string } = {}): Metric =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { Stage: stage },
      statistic: 'Sum',
      period: options.period ?? Duration.minutes(5),
      label: options.label ?? name.replaceAll('_', ' '),
    })
  /** Hours in which nothing was counted are zero, not a gap. */
  const expression = (
    text: string,
    names: readonly Counter[],
    { label, period = Duration.minutes(5) }: { label: string; period?: Duration },
  ): MathExpression => {
    const filled = names.reduce(
      (sofar, name) => sofar.replace(new RegExp(`\\b${name}\\b`, 'g'), `FILL(${idOf(name)},0)`),
      text,
    )
    const usingMetrics: Record<string, IMetric> = Object.fromEntries(
      names.map((name) => [idOf(name), counter(name, { period })]),
    )
    return new MathExpression({ expression: filled, usingMetrics, label, period })
  }
  return {
    counter,
    expression,
    latency: (name: LatencyName, statistic: string) =>
      new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: `${name}_ms`,
        dimensionsMap: { Stage: stage },
        statistic,
        period: Duration.minutes(5),
        label: `${name.replaceAll('_', ' ')} ${statistic}`,
      }),
    /** Percent of the readers served without an answer being made for them. */
    hitRatio: (period: Duration) =>
      expression(
        '100*(hits+stale+coalesced)/(hits+stale+coalesced+misses+bypasses)',
        ['hits', 'stale', 'coalesced', 'misses', 'bypasses'],
        { label: 'hit ratio, %', period },
      ),
  }
}
export type Metrics = ReturnType<typeof createMetrics>

/** Ids in expressions begin with a small letter. */
const idOf = (name: string) => `m_${name}`
