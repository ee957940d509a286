import type { WriterPassage } from '../../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../../text/planted-instructions.ts'
import { sentences } from '../../text/sentences.ts'
import { questionTerms, tokens } from '../../text/tokens.ts'
import { pickUnlike } from './pick-unlike.ts'
import { isProse, plainSentence } from './plain-sentence.ts'

/** Passages looked at; the best ones carry nearly every answer. */
const PASSAGES = 6
const PASSAGE_WEIGHT = 0.5
const TITLE_WEIGHT = 0.3
const NEIGHBOUR_WEIGHT = 0.15
const REDUNDANCY_WEIGHT = 0.25
/** Sentences shorter or longer than this (in terms) say too little or too much. */
const SHORT_TERMS = 4
const LONG_TERMS = 60

/** A sentence that ends in a colon only announces what follows. */
const ANNOUNCING_FACTOR = 0.6

/** A sentence that has less than this of what the best one has of the question is filler. */
const WORTH_SAYING = 0.25

export type ChosenSentence = { text: string; source: number }

type Scored = ChosenSentence & { terms: ReadonlySet<string>; coverage: number; score: number; order: number }

export type ChooseOptions = {
  question: string
  passages: readonly WriterPassage[]
  termWeights: ReadonlyMap<string, number>
  language: string
  count: number
}

/**
 * The sentences that answer best: weighted share of the question's words, the rank of the passage, the
 * neighbours; then few that are unlike each other. `confidence` is the share of the question's weight that
 * the best passage covers.
 */
export function chooseSentences(options: ChooseOptions): { chosen: ChosenSentence[]; confidence: number } {
  const terms = questionTerms(options.question, options.language)
  const weigh = createWeigher(terms, options.termWeights)
  const scored = options.passages
    .slice(0, PASSAGES)
    .flatMap((passage, rank) => scoreSentences(passage, rank, { weigh, language: options.language }))
  const distinct = [...new Map(scored.map((sentence) => [sentence.text, sentence])).values()]
  const chosen = pickUnlike(distinct, { count: options.count, weight: REDUNDANCY_WEIGHT, likeness: jaccard })
  const best = Math.max(0, ...chosen.map(({ coverage }) => coverage))
  const telling = chosen.filter(({ coverage }) => coverage >= WORTH_SAYING * best)
  return { chosen: inReadingOrder(telling), confidence: confidenceOf(options, weigh) }
}

/** Share of the question's weight that a set of terms covers, 0 to 1. */
type Weigh = (having: ReadonlySet<string>) => number

function createWeigher(terms: readonly string[], termWeights: ReadonlyMap<string, number>): Weigh {
  const weights = terms.map((term) => [term, termWeights.get(term) ?? 1] as const)
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  return (having) => {
    let covered = 0
    for (const [term, weight] of weights) if (having.has(term)) covered += weight
    return total === 0 ? 0 : covered / total
  }
}

function scoreSentences(
  passage: WriterPassage,
  rank: number,
  { weigh, language }: { weigh: Weigh; language: string },
): Scored[] {
  const titleCoverage = weigh(new Set(tokens(passage.title, language)))
  const found = sentences(passage.text).map(({ start, end }) => {
    const text = plainSentence(passage.text.slice(start, end))
    const terms = new Set(tokens(text, language))
    return { text, terms, coverage: weigh(terms) }
  })
  return found.flatMap(({ text, terms, coverage }, index) => {
    if (!isProse(text) || coverage === 0 || hasPlantedInstruction(text)) return []
    const neighbour = Math.max(found[index - 1]?.coverage ?? 0, found[index + 1]?.coverage ?? 0)
    const relevance =
      coverage + TITLE_WEIGHT * titleCoverage + PASSAGE_WEIGHT * passage.score + NEIGHBOUR_WEIGHT * neighbour
    const announces = /[:：]$/.test(text) ? ANNOUNCING_FACTOR : 1
    const score = relevance * lengthFactor(terms.size) * announces
    return [{ text, source: passage.source, terms, coverage, score, order: rank * 1_000 + index }]
  })
}

function lengthFactor(terms: number): number {
  if (terms < SHORT_TERMS) return 0.6
  return terms > LONG_TERMS ? 0.7 : 1
}

/** The best sentence leads; the others follow in the order of their passages. */
function inReadingOrder([lead, ...rest]: readonly Scored[]): ChosenSentence[] {
  return lead ? [lead, ...rest.sort((a, b) => a.order - b.order)] : []
}

function jaccard({ terms: a }: Scored, { terms: b }: Scored): number {
  let shared = 0
  for (const term of a) if (b.has(term)) shared += 1
  return shared / Math.max(a.size + b.size - shared, 1)
}

function confidenceOf({ passages, language }: ChooseOptions, weigh: Weigh): number {
  const coverages = passages
    .slice(0, PASSAGES)
    .map(({ title, text }) => weigh(new Set([...tokens(title, language), ...tokens(text, language)])))
  return Math.max(0, ...coverages)
}
