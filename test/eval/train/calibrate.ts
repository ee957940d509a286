import type { Calibration } from '../../../shared/cache/semantic/model.ts'

export type Judged = {
  set: string
  label: number
  weight: number
  score: number
  script: string
  vetoed: boolean
}

const ROUNDS = 400

/** Platt scaling of the out-of-fold scores, for each script apart. */
export function fitCalibration(all: readonly Judged[]): Record<'latin' | 'han', Calibration> {
  return { latin: scale(all.filter(isScored('latin'))), han: scale(all.filter(isScored('han'))) }
}

const isScored = (script: string) => (pair: Judged) => !pair.vetoed && pair.script === script

function scale(pairs: readonly Judged[]): Calibration {
  let [slope, offset] = [1, 0]
  const total = pairs.reduce((sum, { weight }) => sum + weight, 0) || 1
  for (let round = 0; round < ROUNDS; round += 1) {
    let [bySlope, byOffset] = [0, 0]
    for (const { score, label, weight } of pairs) {
      const error = (weight * (label - 1 / (1 + Math.exp(-(slope * score + offset))))) / total
      bySlope += error * score
      byOffset += error
    }
    slope += 0.5 * bySlope
    offset += 0.5 * byOffset
  }
  return { slope: Number(slope.toFixed(3)), offset: Number(offset.toFixed(3)) }
}

/** The greatest share of negatives that may pass, by set; what is not named has no say. */
const CEILINGS: Readonly<Record<string, number>> = {
  polarity_authored: 0,
  zh_polarity_authored: 0,
  word_order: 0,
  adv_banking: 0,
  adv_blindspots: 0,
  checklist: 0.002,
  qqp: 0.009,
  zh_lcqmc: 0.03,
  zh_bq: 0.03,
  generated: 0.015,
  generated_zh: 0.01,
}

type Figures = Record<string, { pairs: number; recall: number; accepted: number }>

/** The lowest probability from which every set stays under its ceiling, and what each set gives there. */
export function chooseThreshold(
  all: readonly Judged[],
  calibration: Record<'latin' | 'han', Calibration>,
): { threshold: number; figures: Figures } {
  const chanceOf = ({ script, score, vetoed }: Judged) => {
    const { slope, offset } = calibration[script === 'han' ? 'han' : 'latin']
    return vetoed ? 0 : 1 / (1 + Math.exp(-(slope * score + offset)))
  }
  const sets = groupBySet(all)
  let threshold = 0.5
  for (const [set, pairs] of sets) {
    const ceiling = CEILINGS[set]
    if (ceiling === undefined) continue
    const wrong = pairs
      .filter(({ label }) => label === 0)
      .map(chanceOf)
      .sort((a, b) => b - a)
    const least = (wrong[Math.floor(ceiling * wrong.length)] ?? 0) + 1e-4
    console.error(`${set}: from ${least.toFixed(4)}`)
    threshold = Math.max(threshold, least)
  }
  threshold = Number(threshold.toFixed(4))
  const share = (pairs: readonly Judged[]) =>
    Number(
      (pairs.filter((pair) => chanceOf(pair) >= threshold).length / Math.max(1, pairs.length)).toFixed(4),
    )
  const figures = Object.fromEntries(
    [...sets].map(([set, pairs]) => [
      set,
      {
        pairs: pairs.length,
        recall: share(pairs.filter(({ label }) => label === 1)),
        accepted: share(pairs.filter(({ label }) => label === 0)),
      },
    ]),
  )
  return { threshold, figures }
}

function groupBySet(all: readonly Judged[]): Map<string, Judged[]> {
  const sets = new Map<string, Judged[]>()
  for (const pair of all) {
    const known = sets.get(pair.set)
    if (known) known.push(pair)
    else sets.set(pair.set, [pair])
  }
  return sets
}
