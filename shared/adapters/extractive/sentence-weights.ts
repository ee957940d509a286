import type { SentenceFeatures } from './sentence-features.ts'

/**
 * What each feature of a sentence is worth: a linear model, the sentences with a gold answer against the others
 * of the same question (softmax), trained on one half of twelve sets of questions in six languages, then on the
 * other; the mean of both. The sets for research or tests only (WikiQA, RGB, PolicyQA, Cranfield) had no part in it.
 */
export const SENTENCE_WEIGHTS: Record<keyof SentenceFeatures, number> = {
  coverage: 1.28,
  passage: 3.44,
  around: 2.21,
  before: 0.92,
  after: 0.49,
  nearness: 2.16,
  grams: 3.71,
  kind: 1.12,
  beside: 1.38,
  early: 0.43,
  about: 0.4,
}
