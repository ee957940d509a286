import { type AnswerKind, holdsKind } from '../text/answer-kinds.ts'
import { matchTerms, type WeightedTerm } from '../text/match-terms.ts'
import { sentences } from '../text/sentences.ts'
import { tokens } from '../text/tokens.ts'

/** BM25's constants, as usual for short passages (Anserini's defaults). */
const K1 = 0.9
const B = 0.4
/** A passage that starts within so many UTF-16 code units of its text is the beginning of it. */
const BEGINNING = 16

/** What speaks for a passage, each about 0 to 1. */
export type PassageFeatures = {
  /** BM25 as a share of the question's weight; title and heading count once. */
  frequency: number
  /** Share of the question's weight that stands close together. */
  nearness: number
  /** Share of the question's neighbours that are neighbours here. */
  pairs: number
  /** Share of the question's weight in title and heading. */
  title: number
  titlePairs: number
  /** Share of the question's runs of characters, rare ones weighing more. */
  grams: number
  /** 1 for the first passage of a text. */
  beginning: number
  /** 1 in a text whose whole title, brackets aside, is named by the question or by what led to it. */
  named: number
  /** The most of the question that one sentence has, together with the title. */
  sentence: number
  /** The most of the question that a sentence has which holds the kind of answer asked for. */
  sentenceOfKind: number
}

export type Scorable = {
  title: string
  heading: string
  text: string
  /** Where the passage starts in its text, UTF-16 code units. */
  start: number
  /** BCP 47; null: taken for that of the question. */
  language: string | null
  /** The sentence of another text by which this one was found. */
  namedBy?: string | undefined
}

/** A passage cut into sentences and tokens, once for all features. */
export type ReadPassage = {
  sentences: readonly { text: string; tokens: readonly string[] }[]
  body: readonly string[]
  title: readonly string[]
  /** Of the title alone, without what stands in brackets; undefined where another text has named it. */
  name: readonly string[] | undefined
}

/** `rules`: the language by whose rules words are cut, BCP 47. */
export function readPassage({ title, heading, text, namedBy }: Scorable, rules: string): ReadPassage {
  const found = sentences(text).map(({ start, end }) => {
    const sentence = text.slice(start, end)
    return { text: sentence, tokens: tokens(sentence, rules) }
  })
  return {
    sentences: found,
    body: found.flatMap((sentence) => sentence.tokens),
    title: tokens(`${title} ${heading}`, rules),
    name: namedBy ? undefined : tokens(title.replace(/[(（].*$/u, ''), rules),
  }
}

export type Asked = {
  question: string
  kind: AnswerKind
  terms: readonly WeightedTerm[]
  /** All tokens of the question. */
  words: ReadonlySet<string>
}

/** `meanLength`: tokens of a passage; `grams`: that feature, which needs all passages at hand. */
export function passageFeatures(
  read: ReadPassage,
  asked: Asked,
  { start, meanLength, grams }: { start: number; meanLength: number; grams: number },
): PassageFeatures {
  const body = matchTerms(asked.terms, read.body)
  const title = matchTerms(asked.terms, read.title)
  return {
    frequency: frequencyOf(read, asked.terms, meanLength),
    nearness: body.nearness,
    pairs: body.pairs,
    title: title.coverage,
    titlePairs: title.pairs,
    grams,
    beginning: start < BEGINNING ? 1 : 0,
    named: isNamed(read.name, asked) ? 1 : 0,
    ...bestSentences(read, asked),
  }
}

const isNamed = (name: readonly string[] | undefined, { terms, words }: Asked) =>
  name === undefined ||
  (name.every((token) => words.has(token)) && terms.some(([term]) => name.includes(term)))

function frequencyOf(
  { body, title }: ReadPassage,
  terms: readonly WeightedTerm[],
  meanLength: number,
): number {
  const counts = new Map(terms.map(([term]) => [term, 0]))
  for (const term of [...body, ...new Set(title)]) {
    const count = counts.get(term)
    if (count !== undefined) counts.set(term, count + 1)
  }
  const norm = K1 * (1 - B + (B * body.length) / Math.max(meanLength, 1))
  let score = 0
  let total = 0
  for (const [term, weight] of terms) {
    const count = counts.get(term) ?? 0
    score += (weight * count * (K1 + 1)) / (count + norm)
    total += weight
  }
  return total === 0 ? 0 : score / total
}

function bestSentences({ sentences: all, title }: ReadPassage, { question, kind, terms }: Asked) {
  const inTitle = new Set(title)
  const total = terms.reduce((sum, [, weight]) => sum + weight, 0) || 1
  let sentence = 0
  let sentenceOfKind = 0
  for (const { text, tokens: of } of all) {
    const here = new Set(of)
    let own = 0
    let withTitle = 0
    for (const [term, weight] of terms) {
      if (here.has(term)) own += weight / total
      if (here.has(term) || inTitle.has(term)) withTitle += weight / total
    }
    sentence = Math.max(sentence, withTitle)
    if (own > sentenceOfKind) sentenceOfKind = Math.max(sentenceOfKind, own * holdsKind(kind, text, question))
  }
  return { sentence, sentenceOfKind }
}
