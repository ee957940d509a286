import type { QuestionPair } from '../semantic-pairs.ts'

const WORD = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const wordsOf = (question: string): Set<string> => new Set(question.toLowerCase().match(WORD))

/** How rare each word is in the questions of the pairs. */
export function idfOf(pairs: readonly QuestionPair[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>()
  for (const { a, b } of pairs)
    for (const question of [a, b])
      for (const word of wordsOf(question)) seen.set(word, (seen.get(word) ?? 0) + 1)
  return new Map([...seen].map(([word, times]) => [word, Math.log((2 * pairs.length + 1) / times)]))
}

/** In [0, 1]; each word counts once. */
export function tfidfCosine(pair: QuestionPair, idf: ReadonlyMap<string, number>): number {
  const mass = (words: Iterable<string>) => {
    let sum = 0
    for (const word of words) sum += (idf.get(word) ?? 0) ** 2
    return sum
  }
  const [one, other] = [wordsOf(pair.a), wordsOf(pair.b)]
  const shared = mass([...one].filter((word) => other.has(word)))
  return shared / (Math.sqrt(mass(one) * mass(other)) || 1)
}
