import { hasPlantedInstruction } from '../../text/planted-instructions.ts'
import { pickUnlike } from './pick-unlike.ts'
import { isProse } from './plain-sentence.ts'
import { type Reading, type ReadSentence, readSentences, type SentenceFeatures } from './sentence-features.ts'
import { SENTENCE_WEIGHTS } from './sentence-weights.ts'

/** Worth of being nothing like what was taken already, against the scores below. */
const REDUNDANCY_WEIGHT = 2
/** A sentence that is so much less likely than the best one (e to this power) is filler. */
const WORTH_SAYING = 6

export type ChosenSentence = { text: string; source: number }
type Scored = ReadSentence & { score: number }

/**
 * The sentences that answer best, by a trained weight for each thing that speaks for one; then few that are unlike
 * each other.
 */
export function chooseSentences(reading: Reading & { count: number }): {
  chosen: ChosenSentence[]
  confidence: number
} {
  const scored = readSentences(reading)
    .filter(({ text }) => isProse(text) && !hasPlantedInstruction(text))
    .map((sentence) => ({ ...sentence, score: scoreOf(sentence.features) }))
  const distinct = [...new Map(scored.map((sentence) => [sentence.text, sentence])).values()]
  const { count } = reading
  const taken = pickUnlike(distinct, { count, weight: REDUNDANCY_WEIGHT, likeness: jaccard })
  const best = Math.max(...taken.map(({ score }) => score))
  const telling = taken.filter(({ score }) => score >= best - WORTH_SAYING)
  return {
    chosen: inReadingOrder(telling).map(({ text, passage }) => ({ text, source: passage.source })),
    confidence: confidenceOf(distinct),
  }
}

/** Sentences that have to say something of the question, not one alone that shares its words by chance. */
const TELLING = 3

/**
 * Is the answer there, 0 to 1: how much of the question the best sentences have, how much stands close together
 * somewhere, and how much in a sentence that holds the kind of answer asked for.
 */
function confidenceOf(scored: readonly Scored[]): number {
  if (scored.length === 0) return 0
  const most = (of: (sentence: Scored) => number) => Math.max(...scored.map(of))
  const best = [...scored].sort((a, b) => b.score - a.score).slice(0, TELLING)
  const coverage = best.reduce((sum, { evenly }) => sum + evenly.coverage, 0) / best.length
  const near = most(({ evenly }) => evenly.nearness)
  const ofKind = most(({ features, evenly }) => features.kind * evenly.coverage)
  return (coverage + near + ofKind) / 3
}

function scoreOf(features: SentenceFeatures): number {
  const names = Object.keys(SENTENCE_WEIGHTS) as (keyof SentenceFeatures)[]
  return names.reduce((sum, name) => sum + SENTENCE_WEIGHTS[name] * features[name], 0)
}

/** The best sentence leads; the others follow in the order of their passages. */
function inReadingOrder([lead, ...rest]: readonly Scored[]): Scored[] {
  return lead ? [lead, ...rest.sort((a, b) => a.order - b.order)] : []
}

function jaccard({ terms: a }: Scored, { terms: b }: Scored): number {
  let shared = 0
  for (const term of a) if (b.has(term)) shared += 1
  return shared / Math.max(a.size + b.size - shared, 1)
}
