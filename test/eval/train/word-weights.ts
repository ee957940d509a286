import { createSeededRandom } from '../../support/seeded-random.ts'

export type KeyedSample = { keys: readonly string[]; label: number; weight: number }

const EPOCHS = 6
const LEAST_SEEN = 10

/** Logistic regression on what stands between two questions: how much each word that only one has tells. */
export function learnWordWeights(samples: readonly KeyedSample[], seed: number): Map<string, number> {
  const seen = new Map<string, number>()
  for (const { keys } of samples) for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1)
  const weights = new Map([...seen].filter(([, times]) => times >= LEAST_SEEN).map(([key]) => [key, 0]))
  const random = createSeededRandom(seed)
  let bias = 0
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const rate = 0.1 / (1 + epoch)
    for (let step = 0; step < samples.length; step += 1) {
      const sample = samples[Math.floor(random() * samples.length)]
      if (!sample) continue
      const keys = sample.keys.filter((key) => weights.has(key))
      const score = keys.reduce((sum, key) => sum + (weights.get(key) ?? 0), bias)
      const error = sample.weight * (sample.label - 1 / (1 + Math.exp(-score)))
      bias += rate * 0.1 * error
      for (const key of keys) {
        const weight = weights.get(key) ?? 0
        weights.set(key, weight + rate * (error - 0.01 * weight))
      }
    }
  }
  return new Map(
    [...weights].flatMap(([key, weight]) =>
      Math.abs(weight) < 0.05 ? [] : [[key, Number(weight.toFixed(2))]],
    ),
  )
}
