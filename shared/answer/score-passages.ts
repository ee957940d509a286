import { answerKindOf } from '../text/answer-kinds.ts'
import { characterGrams, gramCoverage, gramText } from '../text/character-grams.ts'
import type { WeightedTerm } from '../text/match-terms.ts'
import { questionTerms, tokens } from '../text/tokens.ts'
import {
  type PassageFeatures,
  passageFeatures,
  type ReadPassage,
  readPassage,
  type Scorable,
} from './passage-features.ts'
import { RANK_WEIGHTS } from './rank-weights.ts'

export type Scored<Passage> = { passage: Passage; score: number }

/** What a question looks for: its words, and how rare each is in what is searched. */
export type QuestionWords = {
  question: string
  language: string
  /** Stem -> inverse document frequency; a stem that is missing is weighed by the passages at hand. */
  termWeights: ReadonlyMap<string, number>
}

const ALL_WEIGHTS = Object.values(RANK_WEIGHTS).reduce((sum, weight) => sum + weight, 0)

/**
 * Best first, by words, their neighbourhood, title, runs of characters and the kind of answer. Scores are about
 * 0 to 1, on one scale whether a passage comes from the index or from a page; 0: it has none of the words.
 */
export function scorePassages<Passage extends Scorable>(
  passages: readonly Passage[],
  words: QuestionWords,
): { scored: Scored<Passage>[]; termWeights: Map<string, number> } {
  const { question, language } = words
  const read = passages.map((passage) => {
    const rules = passage.language ?? language
    return { passage, rules, ...readPassage(passage, rules) }
  })
  const termsOf = remember((rules) => questionTerms(question, language, rules))
  const wordsOf = remember((rules) => new Set(tokens(question, rules)))
  const termWeights = weigh(
    words,
    read.map((one) => ({ ...one, terms: termsOf(one.rules) })),
  )
  const meanLength = read.reduce((sum, { body }) => sum + body.length, 0) / Math.max(read.length, 1)
  const kind = answerKindOf(question)
  const grams = gramCoverage(
    characterGrams(question),
    passages.map(({ title, heading, text }) => gramText(`${title} ${heading} ${text}`)),
  )
  const scored = read.map(({ passage, rules, ...one }, index) => {
    const terms = termsOf(rules).map((term): WeightedTerm => [term, termWeights.get(term) ?? 0])
    const place = { start: passage.start, meanLength, grams: grams[index] ?? 0 }
    return {
      passage,
      score: scoreOf(passageFeatures(one, { question, kind, terms, words: wordsOf(rules) }, place)),
    }
  })
  return { scored: scored.sort((a, b) => b.score - a.score), termWeights }
}

function scoreOf(features: PassageFeatures): number {
  if (features.frequency === 0) return 0
  const names = Object.keys(RANK_WEIGHTS) as (keyof PassageFeatures)[]
  return names.reduce((sum, name) => sum + RANK_WEIGHTS[name] * features[name], 0) / ALL_WEIGHTS
}

/** What is made of the question by the rules of a language, each language once. */
function remember<Made>(make: (rules: string) => Made): (rules: string) => Made {
  const known = new Map<string, Made>()
  return (rules) => {
    const made = known.get(rules) ?? make(rules)
    known.set(rules, made)
    return made
  }
}

function weigh(
  { termWeights }: QuestionWords,
  read: readonly (ReadPassage & { terms: readonly string[] })[],
): Map<string, number> {
  const having = new Map(read.flatMap(({ terms }) => terms.map((term) => [term, 0])))
  for (const { body, title } of read) {
    for (const term of new Set([...body, ...title])) {
      const count = having.get(term)
      if (count !== undefined) having.set(term, count + 1)
    }
  }
  return new Map(
    [...having].map(([term, count]) => {
      const here = Math.log(1 + (read.length - count + 0.5) / (count + 0.5))
      return [term, termWeights.get(term) ?? here]
    }),
  )
}
