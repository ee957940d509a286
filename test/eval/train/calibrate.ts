import type { Calibration } from '../../../shared/cache/semantic/model.ts'

export type Judged = {
  set: string
  a: string
  b: string
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
  zh_lcqmc: 0.01,
  zh_bq: 0.01,
}
/** The same of pairs made by rule: they stand in for what people wrote where that may not be trained on. */
const MADE_CEILINGS: Readonly<Record<string, number>> = {
  framed: 0.01,
  framed_zh: 0.001,
  generated: 0.012,
  generated_zh: 0.0005,
}

type Figures = Record<string, { pairs: number; recall: number; accepted: number }>

type Script = 'latin' | 'han'
const isHan = (pairs: readonly Judged[]) => pairs[0]?.script === 'han'
const logOdds = (chance: number) => Math.log(chance / (1 - chance))

/**
 * The lowest probability from which every Latin set stays under its ceiling, and what each set gives there. The
 * chances of Han are shifted so that the same threshold holds its sets under theirs.
 */
export function chooseThreshold(
  all: readonly Judged[],
  fitted: Record<Script, Calibration>,
  { all: isAll }: { all: boolean },
): { threshold: number; calibration: Record<Script, Calibration>; figures: Figures } {
  const sets = groupBySet(all)
  const ceilings = isAll ? CEILINGS : { ...CEILINGS, ...MADE_CEILINGS }
  const leastOf = (script: Script) =>
    Math.max(
      0.5,
      ...[...sets]
        .filter(([, pairs]) => isHan(pairs) === (script === 'han'))
        .map(([set, pairs]) => leastChance(pairs, { set, ceiling: ceilings[set], fitted })),
    )
  const [latin, han] = [leastOf('latin'), leastOf('han')]
  const threshold = Number(latin.toFixed(4))
  const offset = fitted.han.offset + logOdds(threshold) - logOdds(han)
  const calibration = { ...fitted, han: { ...fitted.han, offset: Number(offset.toFixed(3)) } }
  const figures = Object.fromEntries(
    [...sets].map(([set, pairs]) => [
      set,
      figuresOf(pairs, (pair) => chanceOf(pair, calibration) >= threshold),
    ]),
  )
  return { threshold, calibration, figures }
}

function chanceOf({ script, score, vetoed }: Judged, calibration: Record<Script, Calibration>): number {
  const { slope, offset } = calibration[script === 'han' ? 'han' : 'latin']
  return vetoed ? 0 : 1 / (1 + Math.exp(-(slope * score + offset)))
}

function leastChance(
  pairs: readonly Judged[],
  of: { set: string; ceiling: number | undefined; fitted: Record<Script, Calibration> },
): number {
  const { set, ceiling, fitted } = of
  if (ceiling === undefined) return 0
  const wrong = pairs
    .filter(({ label }) => label === 0)
    .map((pair) => ({ ...pair, chance: chanceOf(pair, fitted) }))
    .sort((one, other) => other.chance - one.chance)
  const first = wrong[Math.floor(ceiling * wrong.length)]
  console.error(`${set}: from ${first?.chance.toFixed(4)} (${first?.a} | ${first?.b})`)
  return Math.min(0.9999, (first?.chance ?? 0) + 1e-4)
}

function figuresOf(pairs: readonly Judged[], accepts: (pair: Judged) => boolean) {
  const share = (label: number) => {
    const of = pairs.filter((pair) => pair.label === label)
    return Number((of.filter(accepts).length / Math.max(1, of.length)).toFixed(4))
  }
  return { pairs: pairs.length, recall: share(1), accepted: share(0) }
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
