import type { PassageFeatures } from './passage-features.ts'

/**
 * What each feature of a passage is worth: a linear model, the best passage of a question against the others
 * (softmax), trained on one half of twelve sets in six languages, then on the other; the mean of both. `named`
 * came later: 0.4 to 0.9 differ by one question of a set.
 */
export const RANK_WEIGHTS: Record<keyof PassageFeatures, number> = {
  frequency: 3.4,
  nearness: 3,
  pairs: 2.2,
  title: 2.2,
  titlePairs: 1.1,
  grams: 3.75,
  beginning: 0.75,
  named: 0.5,
  sentence: 3.1,
  sentenceOfKind: 2.3,
}
