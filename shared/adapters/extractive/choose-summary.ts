import type { WriterPassage } from '../../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../../text/planted-instructions.ts'
import { sentences } from '../../text/sentences.ts'
import { questionTerms } from '../../text/tokens.ts'
import type { ChosenSentence } from './choose-sentences.ts'
import { pickUnlike } from './pick-unlike.ts'
import { isProse, plainSentence } from './plain-sentence.ts'

/** News and manuals say what matters first: a sentence this far down has half of the bonus of the first. */
const POSITION_WEIGHT = 0.3
const POSITION_HALVED_AT = 6
/** What authors announce ("we show", "this paper presents") is what a paper is about. */
const ANNOUNCING_WEIGHT = 0.1
const ANNOUNCING =
  /\b(?:we|this (?:paper|work|study|article)|our (?:method|approach|model|results?|work|experiments?)) (?:\w+ )?(?:propose|present|introduce|show|demonstrate|develop|describe|study|investigate|find|prove|provide|explore|address|argue|examine|report|analy[sz]e|design|extend|is|are)/i
/** Every as many terms beyond as many cost a long sentence this much: it says too many things at once. */
const LENGTH_WEIGHT = 0.25
const LONG_TERMS = 25
const FOCUS_WEIGHT = 2
const REDUNDANCY_WEIGHT = 0.6
/** Sentences with fewer terms are headings and asides. */
const SHORTEST_TERMS = 5
/** A text of more sentences is looked at part by part: its beginning does not stand for all of it. */
const LONG_TEXT = 400

type Found = ChosenSentence & { terms: ReadonlyMap<string, number>; order: number }
type Scored = Found & { score: number }

/**
 * The sentences that stand for the whole text: near its centroid (the words that many sentences share),
 * early in it, with the words of the focus if there is one, and unlike each other. Of a long text without a
 * focus each of `count` equal parts has its own. In reading order.
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
    .filter(({ text }) => text !== '' && !hasPlantedInstruction(text))
  const prose = all.filter(({ text }) => isProse(text))
  // A text of nothing but a table or headings is still summarised, by its lines.
  const found = (prose.length > 0 ? prose : all).map((sentence, order) => ({
    ...sentence,
    order,
    terms: countTerms(questionTerms(sentence.text, language)),
  }))
  const substantial = found.filter(({ terms }) => terms.size >= SHORTEST_TERMS)
  const candidates = substantial.length > 0 ? substantial : found

  const parts = focus === null && candidates.length > LONG_TEXT ? count : 1
  const size = Math.ceil(candidates.length / parts)
  const terms = focus === null ? [] : questionTerms(focus, language)
  return Array.from({ length: parts }, (_, part) => candidates.slice(part * size, (part + 1) * size))
    .flatMap((part) => pickFrom(part, { count: count / parts, focus: terms }))
    .sort((a, b) => a.order - b.order)
}

function pickFrom(
  candidates: readonly Found[],
  { count, focus }: { count: number; focus: readonly string[] },
): Scored[] {
  const centroid = new Map<string, number>()
  for (const { terms } of candidates)
    for (const term of terms.keys()) centroid.set(term, (centroid.get(term) ?? 0) + 1)
  const first = candidates[0]?.order ?? 0
  const coverFocus = createCover(focus, (term) => Math.log(1 + candidates.length / (centroid.get(term) ?? 1)))
  const scored = candidates.map((sentence): Scored => {
    const position = 1 / (1 + (sentence.order - first) / POSITION_HALVED_AT)
    const excess = Math.max(0, sentence.terms.size - LONG_TERMS) / LONG_TERMS
    const score =
      cosine(sentence.terms, centroid) +
      POSITION_WEIGHT * position +
      (ANNOUNCING.test(sentence.text) ? ANNOUNCING_WEIGHT : 0) -
      LENGTH_WEIGHT * excess +
      FOCUS_WEIGHT * coverFocus(sentence.terms)
    return { ...sentence, score }
  })
  const likeness = (a: Scored, b: Scored) => cosine(a.terms, b.terms)
  return pickUnlike(scored, { count, weight: REDUNDANCY_WEIGHT, likeness })
}

/** Share of the focus's weight that a sentence has, 0 to 1: rare words say more. */
function createCover(focus: readonly string[], weigh: (term: string) => number) {
  const weights = [...new Set(focus)].map((term) => [term, weigh(term)] as const)
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  return (terms: ReadonlyMap<string, number>) =>
    weights.reduce((sum, [term, weight]) => sum + (terms.has(term) ? weight : 0), 0) / (total || 1)
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
