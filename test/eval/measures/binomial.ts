import type { Estimate } from './statistics.ts'

/** Wilson's interval at 95 percent; it does not shrink to nothing at 0 or all. */
const Z = 1.96

/** A share with its 95 percent interval (Wilson 1927). 0 of 0 is 0, and says nothing. */
export function binomial(hits: number, of: number): Estimate {
  if (of === 0) return { value: 0, low: 0, high: 1 }
  const share = hits / of
  const middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of)
  const half = (Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))) / (1 + Z ** 2 / of)
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** A pair whose likeness is `score`; label 1: it may be accepted. */
export type Scored = { label: 0 | 1; score: number }

/** The share of the right pairs above the threshold that lets so great a `share` of the wrong ones pass. */
export function recallAtAccepted(pairs: readonly Scored[], share: number): Estimate {
  const scores = (label: 0 | 1) => pairs.filter((pair) => pair.label === label).map(({ score }) => score)
  const wrong = scores(0).sort((a, b) => b - a)
  const threshold = wrong[Math.floor(share * wrong.length)] ?? 0
  const right = scores(1)
  return binomial(right.filter((score) => score > threshold).length, right.length)
}
