import type { Vocabulary } from './pair-features.ts'

/** Boosted trees, each complete: node n splits on `feature[n]` at `threshold[n]`, then goes to 2n+1 or 2n+2. */
export type Tree = { feature: readonly number[]; threshold: readonly number[]; leaf: readonly number[] }

export type Model = {
  vocabulary: Vocabulary
  /** Of each script its own: their questions differ in other ways. */
  forests: Readonly<Record<'latin' | 'han', Forest>>
  /** Turns a score into a probability, by script. */
  calibration: Readonly<Record<'latin' | 'han', Calibration>>
  /** Probability from which a pair is accepted, until verdicts say otherwise. */
  threshold: number
}

/** `bias`: log odds before any tree. */
export type Forest = { bias: number; trees: readonly Tree[] }

export type Calibration = { slope: number; offset: number }

/** The form of the weights on disk: rows of numbers, parted by spaces. */
export type Weights = {
  /** What they were trained on, and what each set gave out of fold (shares in [0, 1]). */
  trained: {
    seed: number
    folds: number
    pairs: number
    data: { name: string; sha256: string }[]
    figures: Partial<Record<string, { pairs: number; recall: number; accepted: number }>>
    features: number
  }
  threshold: number
  calibration: Record<'latin' | 'han', Calibration>
  /** `features;thresholds;leaves` of each tree. */
  forests: Record<'latin' | 'han', { bias: number; trees: string[] }>
  rarest: number
  idf: string
  words: string
}

/** The chance that both questions take the same answer, in [0, 1]. */
export function chanceOf(model: Model, features: Float64Array, script: 'latin' | 'han'): number {
  const { slope, offset } = model.calibration[script]
  return 1 / (1 + Math.exp(-(slope * scoreOf(model.forests[script], features) + offset)))
}

/** Log odds that both questions take the same answer. */
export function scoreOf({ bias, trees }: Forest, features: Float64Array): number {
  let score = bias
  for (const { feature, threshold, leaf } of trees) {
    let at = 0
    while (at < feature.length)
      at = 2 * at + ((features[feature[at] ?? 0] ?? 0) <= (threshold[at] ?? 0) ? 1 : 2)
    score += leaf[at - feature.length] ?? 0
  }
  return score
}

const numbers = (text: string | undefined): number[] => (text ?? '').split(' ').map(Number)

function table(text: string): Map<string, number> {
  if (text === '') return new Map()
  return new Map(
    text.split(' ').map((entry) => {
      const at = entry.lastIndexOf('=')
      return [entry.slice(0, at), Number(entry.slice(at + 1))]
    }),
  )
}

export function parseWeights(weights: Weights): Model {
  return {
    threshold: weights.threshold,
    calibration: weights.calibration,
    vocabulary: { rarest: weights.rarest, idf: table(weights.idf), weights: table(weights.words) },
    forests: { latin: forestOf(weights.forests.latin), han: forestOf(weights.forests.han) },
  }
}

const forestOf = ({ bias, trees }: { bias: number; trees: readonly string[] }): Forest => ({
  bias,
  trees: trees.map((tree) => {
    const [feature, threshold, leaf] = tree.split(';')
    return { feature: numbers(feature), threshold: numbers(threshold), leaf: numbers(leaf) }
  }),
})
