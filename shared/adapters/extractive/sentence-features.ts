import type { WriterPassage } from '../../ports/synopsis-writer.ts'
import { type AnswerKind, answerKindOf, holdsKind } from '../../text/answer-kinds.ts'
import { characterGrams, gramCoverage, gramText } from '../../text/character-grams.ts'
import { matchTerms, type WeightedTerm } from '../../text/match-terms.ts'
import { sentences } from '../../text/sentences.ts'
import { questionTerms, tokens } from '../../text/tokens.ts'
import { plainSentence } from './plain-sentence.ts'

/** What speaks for a sentence as part of an answer, each about 0 to 1 unless said. */
export type SentenceFeatures = {
  /** Share of the question's weight in the sentence, its passage's title and what names that. */
  coverage: number
  /** Rank score of the passage. */
  passage: number
  /** The most of the question's weight that its passage and title have together. */
  around: number
  /** Share of the question's weight in the sentence before and in the one after. */
  before: number
  after: number
  /** Share of the question's weight that stands close together. */
  nearness: number
  /** Share of the question's runs of characters, with the title. */
  grams: number
  /** Holds the kind of answer that is asked for; 0.5 where that cannot be told. */
  kind: number
  /** How much of the question stands beside a number, where a number or a time is asked for. */
  beside: number
  /** 1 at the beginning of a text, falling with the distance from it. */
  early: number
  /** `early`, in a text whose title is what the question asks about: there it is defined. */
  about: number
}

export type ReadSentence = {
  text: string
  passage: WriterPassage
  /** In the order of the passages. */
  order: number
  terms: ReadonlySet<string>
  /** Share of the question's weight that the sentence has itself. */
  coverage: number
  features: SentenceFeatures
  /** `coverage` and `nearness` of the features with weights that are more even: for telling whether all is there. */
  evenly: { coverage: number; nearness: number }
}

export type Reading = {
  question: string
  passages: readonly WriterPassage[]
  /** Stem -> inverse document frequency; a stem that is missing weighs 1. */
  termWeights: ReadonlyMap<string, number>
  /** BCP 47 */
  language: string
}

type Cut = {
  text: string
  tokens: readonly string[]
  terms: ReadonlySet<string>
  coverage: number
  start: number
}
type Asked = { question: string; kind: AnswerKind; terms: readonly WeightedTerm[]; weigh: Weigh }
/** Share of the question's weight that a set of terms covers, 0 to 1. */
type Weigh = (having: ReadonlySet<string>) => number

/** A text that begins so far from its start, in UTF-16 code units, is early by 1/e. */
const EARLY = 500
/**
 * Added to every weight for `evenly`. A word that all of the passages at hand have is what they are about, and weighs
 * next to nothing among them; the question asks for it nevertheless.
 */
const EVEN = 1
/** Tokens on each side of a number that say what it counts. */
const BESIDE = 4

/** The sentences of the passages, each with what speaks for it. */
export function readSentences({ question, passages, termWeights, language }: Reading): ReadSentence[] {
  const terms = questionTerms(question, language).map(
    (term): WeightedTerm => [term, termWeights.get(term) ?? 1],
  )
  const asked = { question, kind: answerKindOf(question), terms, weigh: createWeigher(terms) }
  const even = terms.map(([term, weight]): WeightedTerm => [term, weight + EVEN])
  const weighEvenly = createWeigher(even)
  const words = new Set(tokens(question, language))
  const read = passages.flatMap((passage) => {
    const ofTitle = tokens(passage.title, language)
    const title = new Set([...ofTitle, ...tokens(passage.namedBy ?? '', language)])
    const cuts = cutSentences(passage.text, asked, language)
    const around = asked.weigh(new Set([...title, ...cuts.flatMap((one) => one.tokens)]))
    const isAbout = shareOf(new Set(ofTitle), words)
    return cuts.map((cut, index) => ({ cut, index, cuts, passage, title, around, isAbout }))
  })
  const grams = gramCoverage(
    characterGrams(question),
    read.map(({ cut, passage }) => gramText(`${passage.title} ${cut.text}`)),
  )
  return read.map(({ cut, index, cuts, passage, title, around, isAbout }, order) => {
    const early = Math.exp(-(passage.start + cut.start) / EARLY)
    const features = {
      coverage: asked.weigh(new Set([...cut.terms, ...title])),
      passage: passage.score,
      around,
      before: cuts[index - 1]?.coverage ?? 0,
      after: cuts[index + 1]?.coverage ?? 0,
      nearness: matchTerms(terms, cut.tokens).nearness,
      grams: grams[order] ?? 0,
      kind: holdsKind(asked.kind, cut.text, question),
      beside: besideNumbers(cut.tokens, asked),
      early,
      about: isAbout * early,
    }
    const evenly = {
      coverage: weighEvenly(new Set([...cut.terms, ...title])),
      nearness: matchTerms(even, cut.tokens).nearness,
    }
    return { text: cut.text, passage, order, terms: cut.terms, coverage: cut.coverage, features, evenly }
  })
}

function cutSentences(text: string, { weigh }: Asked, language: string): Cut[] {
  return sentences(text).map(({ start, end }) => {
    const plain = plainSentence(text.slice(start, end))
    const found = tokens(plain, language)
    const terms = new Set(found)
    return { text: plain, tokens: found, terms, coverage: weigh(terms), start }
  })
}

function createWeigher(terms: readonly WeightedTerm[]): Weigh {
  const total = terms.reduce((sum, [, weight]) => sum + weight, 0)
  return (having) => {
    const covered = terms.reduce((sum, [term, weight]) => sum + (having.has(term) ? weight : 0), 0)
    return total === 0 ? 0 : covered / total
  }
}

function shareOf(words: ReadonlySet<string>, of: ReadonlySet<string>): number {
  return [...words].filter((word) => of.has(word)).length / Math.max(words.size, 1)
}

function besideNumbers(all: readonly string[], { question, kind, weigh }: Asked): number {
  if (kind !== 'number' && kind !== 'time') return 0
  const found = all.map((token, at) =>
    /\d/.test(token) && !question.includes(token)
      ? weigh(new Set(all.slice(Math.max(0, at - BESIDE), at + BESIDE + 1)))
      : 0,
  )
  return Math.max(0, ...found)
}
