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
    /** Of the answers to other wordings that were looked at since the beginning of the picture. */
    wrongHits(period: Duration) {
      const sumOf = (name: Counter) => expression(`RUNNING_SUM(${name})`, [name], { label: name, period })
      const of = (text: string, usingMetrics: Record<string, IMetric>, label = text) =>
        new MathExpression({ expression: text, usingMetrics, label, period })
      const known = { wrong: sumOf('semantic_wrong'), right: sumOf('semantic_right') }
      const events = of(POISSON_AT_MOST, { wrong: known.wrong })
      const share = of('100*events/(right+wrong/2+events/2)', { ...known, events })
      return {
        rate: of('100*wrong/(wrong+right)', known, 'wrong, %'),
        most: of('IF(share>100,100,share)', { share }, 'at most, %'),
        checked: of('wrong+right', known, 'looked at'),
      }
    },
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

/**
 * The upper end of the two-sided interval of 95 percent around so many events (Wilson and Hilferty 1931); as a share
 * of what was looked at (Bolshev 1964) it is the bound of `GET /v1/cache/stats`, to a twentieth of it from ten
 * verdicts on. CloudWatch cannot sum a distribution.
 */
const POISSON_AT_MOST = '(wrong+1)*(1-1/(9*(wrong+1))+1.96/(3*(wrong+1)^0.5))^3'

/** Ids in expressions begin with a small letter. */
const idOf = (name: string) => `m_${name}`
