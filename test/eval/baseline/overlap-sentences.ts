import { sentences } from '../../../shared/text/sentences.ts'
import { PLAIN } from './plain-words.ts'

/** The plain rule of a synopsis: the sentences that share most words with the question, the earlier on a tie. */
export function overlapSentences(
  question: string,
  passages: readonly string[],
  options: { language: string; count: number },
): string[] {
  const { language, count } = options
  const terms = new Set(PLAIN.ofQuestion(question, language))
  return passages
    .flatMap((text) => sentences(text).map(({ start, end }) => text.slice(start, end)))
    .map((sentence, order) => {
      const words = new Set(PLAIN.ofText(sentence, language))
      return { sentence, order, shared: [...terms].filter((term) => words.has(term)).length }
    })
    .sort((a, b) => b.shared - a.shared || a.order - b.order)
    .slice(0, count)
    .map(({ sentence }) => sentence)
}

/** Share of the question's words that the best passage has: the plain rule for knowing when not to answer. */
export function coverage(question: string, passages: readonly string[], language: string): number {
  const terms = PLAIN.ofQuestion(question, language)
  const covered = passages.map((text) => {
    const words = new Set(PLAIN.ofText(text, language))
    return terms.filter((term) => words.has(term)).length / Math.max(terms.length, 1)
  })
  return Math.max(0, ...covered)
}

/** The first sentences of a text. */
export function lead(text: string, count: number): string {
  return sentences(text)
    .slice(0, count)
    .map(({ start, end }) => text.slice(start, end))
    .join(' ')
}
