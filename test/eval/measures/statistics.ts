import { createSeededRandom } from '../../support/seeded-random.ts'

const RESAMPLES = 1_000

export type Estimate = { value: number; low: number; high: number }

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** The middle value; 0 of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/** Mean with its 95 percent percentile-bootstrap interval; the same seed gives the same interval. */
export function meanWithInterval(values: readonly number[]): Estimate {
  return withInterval(values.length, (pick) => mean(pick.map((index) => values[index] ?? 0)))
}

/** Any statistic of `count` items by bootstrap: `statistic` gets the indices of one resample. */
export function withInterval(count: number, statistic: (indices: readonly number[]) => number): Estimate {
  const random = createSeededRandom(7)
  const all = Array.from({ length: count }, (_, index) => index)
  const resampled = Array.from({ length: RESAMPLES }, () =>
    statistic(all.map(() => Math.floor(random() * count))),
  )
  resampled.sort((a, b) => a - b)
  const at = (share: number) => resampled[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? 0
  return { value: statistic(all), low: at(0.025), high: at(0.975) }
}

/** A share with its 95 percent Wilson interval, which is honest at 0 and at 1. */
export function proportion(count: number, of: number): Estimate {
  if (of === 0) return { value: 0, low: 0, high: 1 }
  const z = 1.96
  const share = count / of
  const centre = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of)
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}

/** Area under the ROC curve: the chance that a positive scores above a negative; ties count half. */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  const all = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ]
  all.sort((a, b) => a.score - b.score)
  let rankSum = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    while (to < all.length && all[to]?.score === all[from]?.score) to += 1
    const meanRank = (from + 1 + to) / 2
    for (let index = from; index < to; index += 1) if (all[index]?.positive) rankSum += meanRank
    from = to
  }
  const pairs = positives.length * negatives.length
  return pairs === 0 ? 0.5 : (rankSum - (positives.length * (positives.length + 1)) / 2) / pairs
}
