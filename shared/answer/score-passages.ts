import { questionTerms, tokens } from '../text/tokens.ts'

/** BM25's constants, as usual for short passages (Anserini's defaults). */
const K1 = 0.9
const B = 0.4
/** A term in the title or heading counts as this many in the text. */
const TITLE_WEIGHT = 1

export type Scorable = {
  title: string
  heading: string
  text: string
  /** BCP 47; null: taken for that of the question. */
  language: string | null
}

export type Scored<Passage> = { passage: Passage; score: number }

/** What a question looks for: its words, and how rare each is in what is searched. */
export type QuestionWords = {
  question: string
  language: string
  /** Stem -> inverse document frequency; a stem that is missing is weighed by the passages at hand. */
  termWeights: ReadonlyMap<string, number>
}

/** Best first by BM25, on one scale whether a passage comes from the index or from a page. */
export function scorePassages<Passage extends Scorable>(
  passages: readonly Passage[],
  words: QuestionWords,
): { scored: Scored<Passage>[]; termWeights: Map<string, number> } {
  const counted = passages.map((passage) => ({ passage, ...countTerms(passage, words) }))
  const termWeights = weigh(words, counted)
  const meanLength = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(counted.length, 1)
  const scored = counted.map(({ passage, length, counts }) => {
    let score = 0
    for (const [term, count] of counts) {
      const saturation = count + K1 * (1 - B + (B * length) / meanLength)
      if (count > 0) score += ((termWeights.get(term) ?? 0) * count * (K1 + 1)) / saturation
    }
    return { passage, score }
  })
  return { scored: scored.sort((a, b) => b.score - a.score), termWeights }
}

/** How often the question's words stand in a passage, both cut by the rules of the passage's language. */
function countTerms(passage: Scorable, { question, language }: QuestionWords) {
  const rules = passage.language ?? language
  const counts = new Map(questionTerms(question, language, rules).map((term) => [term, 0]))
  const add = (term: string, weight: number) => {
    const count = counts.get(term)
    if (count !== undefined) counts.set(term, count + weight)
  }
  const body = tokens(passage.text, rules)
  for (const term of body) add(term, 1)
  for (const term of new Set(tokens(`${passage.title} ${passage.heading}`, rules))) add(term, TITLE_WEIGHT)
  return { length: body.length, counts }
}

function weigh(
  { termWeights }: QuestionWords,
  counted: readonly { counts: ReadonlyMap<string, number> }[],
): Map<string, number> {
  const terms = new Set(counted.flatMap(({ counts }) => [...counts.keys()]))
  return new Map(
    [...terms].map((term) => {
      const having = counted.filter(({ counts }) => (counts.get(term) ?? 0) > 0).length
      const here = Math.log(1 + (counted.length - having + 0.5) / (having + 0.5))
      return [term, termWeights.get(term) ?? here]
    }),
  )
}
