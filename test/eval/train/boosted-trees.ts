import type { Tree } from '../../../shared/cache/semantic/model.ts'

const BINS = 48
const DEPTH = 5
const INNER = 2 ** DEPTH - 1
const LEAST_WEIGHT = 8

export type Sample = { features: Float64Array; label: number; weight: number }
export type BoostOptions = { trees: number; rate: number; ridge: number; random: () => number }

/** Gradient-boosted trees on the logistic loss, each of depth 5, on a random 60 percent of the samples. */
export function boostTrees(
  samples: readonly Sample[],
  options: BoostOptions,
): { bias: number; trees: Tree[] } {
  const edges = edgesOf(samples)
  const binned = binSamples(samples, edges)
  const total = samples.reduce((sum, { weight }) => sum + weight, 0)
  const positive = samples.reduce((sum, { weight, label }) => sum + weight * label, 0)
  const bias = Math.log(positive / (total - positive))
  const scores = new Float64Array(samples.length).fill(bias)
  const trees: Tree[] = []
  for (let count = 0; count < options.trees; count += 1) {
    const grown = growTree({ samples, binned, edges, scores, options })
    trees.push(grown.tree)
    for (const [at, leaf] of grown.leafOf.entries())
      scores[at] = (scores[at] ?? 0) + (grown.tree.leaf[leaf] ?? 0)
  }
  return { bias, trees }
}

/** Candidate thresholds of each feature: at most 48, at quantiles. */
function edgesOf(samples: readonly Sample[]): number[][] {
  const width = samples[0]?.features.length ?? 0
  return Array.from({ length: width }, (_, feature) => {
    const values = samples.map(({ features }) => features[feature] ?? 0).sort((a, b) => a - b)
    const edges = new Set<number>()
    for (let bin = 1; bin < BINS; bin += 1) {
      const at = Math.floor((bin * values.length) / BINS)
      edges.add(Math.round((values[at] ?? 0) * 1_000) / 1_000)
    }
    for (const value of [0, 1, 2]) edges.add(value)
    return [...edges].sort((a, b) => a - b).slice(0, BINS + 3)
  })
}

function binSamples(samples: readonly Sample[], edges: readonly number[][]): Uint8Array[] {
  return edges.map((of, feature) =>
    Uint8Array.from(samples, ({ features }) => {
      const value = features[feature] ?? 0
      let bin = 0
      while (bin < of.length && value > (of[bin] ?? 0)) bin += 1
      return bin
    }),
  )
}

type Growing = {
  samples: readonly Sample[]
  binned: readonly Uint8Array[]
  edges: readonly number[][]
  scores: Float64Array
  options: BoostOptions
}

function growTree({ samples, binned, edges, scores, options }: Growing): { tree: Tree; leafOf: Uint8Array } {
  const gradient = new Float64Array(samples.length)
  const hessian = new Float64Array(samples.length)
  for (const [at, { label, weight }] of samples.entries()) {
    const chance = 1 / (1 + Math.exp(-(scores[at] ?? 0)))
    const isDrawn = options.random() < 0.6
    gradient[at] = isDrawn ? weight * (label - chance) : 0
    hessian[at] = isDrawn ? weight * chance * (1 - chance) : 0
  }
  const drawn = binned.map(() => options.random() < 0.7)
  const node = new Uint8Array(samples.length)
  const feature = new Array<number>(INNER).fill(0)
  const threshold = new Array<number>(INNER).fill(1e9)
  for (let level = 0; level < DEPTH; level += 1) {
    const first = 2 ** level - 1
    const splits = bestSplits({ binned, drawn, gradient, hessian, node, ridge: options.ridge }, level)
    for (const [at, split] of splits.entries()) {
      feature[first + at] = split.feature
      threshold[first + at] = split.bin < 0 ? 1e9 : (edges[split.feature]?.[split.bin] ?? 1e9)
    }
    goDown(node, splits, binned)
  }
  return { tree: { feature, threshold, leaf: leavesOf(node, { gradient, hessian, options }) }, leafOf: node }
}

function goDown(node: Uint8Array, splits: readonly Split[], binned: readonly Uint8Array[]): void {
  for (const [at, here] of node.entries()) {
    const split = splits[here] ?? { feature: 0, bin: -1 }
    const isLow = split.bin < 0 || (binned[split.feature]?.[at] ?? 0) <= split.bin
    node[at] = 2 * here + (isLow ? 0 : 1)
  }
}

function leavesOf(
  node: Uint8Array,
  { gradient, hessian, options }: { gradient: Float64Array; hessian: Float64Array; options: BoostOptions },
): number[] {
  const sums = Array.from({ length: INNER + 1 }, () => ({ gradient: 0, hessian: 0 }))
  for (const [at, leaf] of node.entries()) {
    const sum = sums[leaf]
    if (!sum) continue
    sum.gradient += gradient[at] ?? 0
    sum.hessian += hessian[at] ?? 0
  }
  return sums.map((sum) => Number(((options.rate * sum.gradient) / (sum.hessian + options.ridge)).toFixed(4)))
}

type Searched = {
  binned: readonly Uint8Array[]
  drawn: readonly boolean[]
  gradient: Float64Array
  hessian: Float64Array
  node: Uint8Array
  ridge: number
}
const width = BINS + 4
type Split = { feature: number; bin: number; gain: number }

function bestSplits(searched: Searched, level: number): Split[] {
  const nodes = 2 ** level
  const best = Array.from({ length: nodes }, (): Split => ({ feature: 0, bin: -1, gain: 1e-3 }))
  for (const [feature, bins] of searched.binned.entries()) {
    if (!searched.drawn[feature]) continue
    const { gradients, hessians } = sumByBin(searched, bins, nodes * width)
    for (const [node, known] of best.entries()) {
      const from = node * width
      const found = bestBin(
        gradients.subarray(from, from + width),
        hessians.subarray(from, from + width),
        searched.ridge,
      )
      if (found.gain > known.gain) best[node] = { feature, ...found }
    }
  }
  return best
}

function sumByBin({ gradient, hessian, node }: Searched, bins: Uint8Array, cells: number) {
  const gradients = new Float64Array(cells)
  const hessians = new Float64Array(cells)
  for (let at = 0; at < bins.length; at += 1) {
    const cell = (node[at] ?? 0) * width + (bins[at] ?? 0)
    gradients[cell] = (gradients[cell] ?? 0) + (gradient[at] ?? 0)
    hessians[cell] = (hessians[cell] ?? 0) + (hessian[at] ?? 0)
  }
  return { gradients, hessians }
}

function bestBin(gradients: Float64Array, hessians: Float64Array, ridge: number) {
  const sum = (of: Float64Array) => of.reduce((total, value) => total + value, 0)
  const [gradient, hessian] = [sum(gradients), sum(hessians)]
  const value = (g: number, h: number) => (g * g) / (h + ridge)
  const whole = value(gradient, hessian)
  let [low, lowHessian] = [0, 0]
  let best = { bin: -1, gain: 0 }
  for (let bin = 0; bin < gradients.length - 1; bin += 1) {
    low += gradients[bin] ?? 0
    lowHessian += hessians[bin] ?? 0
    if (lowHessian < LEAST_WEIGHT / 4 || hessian - lowHessian < LEAST_WEIGHT / 4) continue
    const gain = value(low, lowHessian) + value(gradient - low, hessian - lowHessian) - whole
    if (gain > best.gain) best = { bin, gain }
  }
  return best
}
