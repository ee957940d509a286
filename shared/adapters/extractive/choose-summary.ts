import type { WriterPassage } from '../../ports/synopsis-writer.ts'
import { sentences } from '../../text/sentences.ts'
import { questionTerms, tokens } from '../../text/tokens.ts'
import type { ChosenSentence } from './choose-sentences.ts'
import { pickUnlike } from './pick-unlike.ts'
import { isProse, plainSentence } from './plain-sentence.ts'

/** News and manuals say what matters first: the n-th sentence starts with this much less. */
const POSITION_WEIGHT = 0.6
const FOCUS_WEIGHT = 1
const REDUNDANCY_WEIGHT = 0.5
/** Sentences with fewer terms are headings and asides. */
const SHORTEST_TERMS = 5
const SENTENCES_AT_MOST = 600

type Scored = ChosenSentence & { terms: ReadonlyMap<string, number>; score: number; order: number }

/**
 * The sentences that stand for the whole text: near its centroid (the words that many sentences share),
 * early in it, near the focus if there is one, and unlike each other. In reading order.
 */
export function chooseSummary(options: {
  passages: readonly WriterPassage[]
  focus: string | null
  language: string
  count: number
}): ChosenSentence[] {
  const { passages, focus, language, count } = options
  const all = passages
    .flatMap(({ text, source }) =>
      sentences(text).map(({ start, end }) => ({ text: plainSentence(text.slice(start, end)), source })),
    )
    .filter(({ text }) => text !== '')
  const prose = all.filter(({ text }) => isProse(text))
  // A text of nothing but a table or headings is still summarised, by its lines.
  const found = (prose.length > 0 ? prose : all).slice(0, SENTENCES_AT_MOST).map((sentence, order) => ({
    ...sentence,
    order,
    terms: countTerms(questionTerms(sentence.text, language)),
  }))
  const substantial = found.filter(({ terms }) => terms.size >= SHORTEST_TERMS)
  const candidates = substantial.length > 0 ? substantial : found

  const centroid = new Map<string, number>()
  for (const { terms } of candidates)
    for (const term of terms.keys()) centroid.set(term, (centroid.get(term) ?? 0) + 1)
  const focusTerms = countTerms(focus === null ? [] : tokens(focus, language))
  const scored = candidates.map((sentence): Scored => {
    const position = 1 / (1 + sentence.order / 3)
    const score =
      cosine(sentence.terms, centroid) +
      POSITION_WEIGHT * position +
      FOCUS_WEIGHT * cosine(sentence.terms, focusTerms)
    return { ...sentence, score }
  })
  const likeness = (a: Scored, b: Scored) => cosine(a.terms, b.terms)
  return pickUnlike(scored, { count, weight: REDUNDANCY_WEIGHT, likeness }).sort((a, b) => a.order - b.order)
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0
  for (const [term, weight] of a) dot += weight * (b.get(term) ?? 0)
  const norm = (vector: ReadonlyMap<string, number>) => Math.hypot(...vector.values())
  return dot === 0 ? 0 : dot / (norm(a) * norm(b))
}
