import type { Contradiction, WriterPassage } from '../ports/synopsis-writer.ts'
import { type AnswerKind, answerKindOf } from '../text/answer-kinds.ts'
import { type Lexeme, lexemes } from '../text/lexemes.ts'
import { hasPlantedInstruction } from '../text/planted-instructions.ts'
import { sentences } from '../text/sentences.ts'
import { questionTerms, tokens } from '../text/tokens.ts'
import { unitOfWord } from '../text/unit-words.ts'

export type ContradictionQuestion = {
  question: string
  /** BCP 47 */
  language: string
  /** Stem -> inverse document frequency; a stem that is missing weighs 1. */
  termWeights: ReadonlyMap<string, number>
}

/** Share of the question's weight that a sentence and its title must have to be compared at all. */
const NEAR_FROM = 0.1
/** The share from which its figure is taken for the answer. */
const SPEAKS_FROM = 0.6
/** Sentences compared, the best ones. */
const COMPARED = 24
/** Share of the longer sentence's words that two sentences must have in common to be one told twice. */
const SAME_FROM = 0.85
const SAME_WORDS = 4
/** Share of the question's words that must stand in the clause of a figure. */
const CLAUSE_FROM = 0.7
/** Figures that differ by less are rounded. */
const ROUNDED = 0.03
/** A date has three parts, a name mostly two: more than that is another story. */
const PARTS = 3

type Said = {
  source: number
  text: string
  coverage: number
  /** It and its title have the numbers and names of the question: "the final of 2003" is not that of 2007. */
  isOnSubject: boolean
  all: readonly Lexeme[]
  /** Numbers and names that are not the question's. */
  hard: ReadonlyMap<string, Lexeme>
  soft: ReadonlySet<string>
}

type Asked = { kind: AnswerKind; own: ReadonlySet<string>; words: ReadonlySet<string> }

/**
 * The first two sentences of different sources that speak to the question and cannot both be true: alike but for
 * a number, a name or a denial, or of which each has one figure of the kind that is asked for, in one unit, and
 * another one. What is told in other words and of other years is no contradiction, nor what is rounded.
 */
export function findContradiction(
  passages: readonly WriterPassage[],
  { question, language, termWeights }: ContradictionQuestion,
): Contradiction | undefined {
  const read = lexemes(question, language)
  const asked: Asked = {
    kind: answerKindOf(question),
    own: new Set(read.map(({ key }) => key)),
    words: new Set(read.filter(({ kind }) => kind === 'word').map(({ key }) => key)),
  }
  const named = read.filter(isHard).map(({ key }) => key)
  const said = speakingSentences(passages, { question, language, termWeights, named, own: asked.own })
  const isKnownTo = createLookup(passages, language)
  for (const [index, one] of said.entries()) {
    for (const other of said.slice(index + 1)) {
      if (one.source === other.source) continue
      const differing = areContrary(one, other) ?? differingFigures(one, other, asked)
      if (!differing || saysBoth(differing, one, other, isKnownTo)) continue
      const [first, second] = [one, other].map(({ source, text }) => ({ source, text }))
      if (first && second) return { sides: [first, second] }
    }
  }
  return undefined
}

/** A source that says both does not contradict the other. */
const saysBoth = (
  differing: Differing,
  one: Said,
  other: Said,
  isKnownTo: (source: number, key: string) => boolean,
): boolean =>
  differing.one.some(({ key }) => isKnownTo(other.source, key)) ||
  differing.other.some(({ key }) => isKnownTo(one.source, key))

function speakingSentences(
  passages: readonly WriterPassage[],
  options: ContradictionQuestion & { named: readonly string[]; own: ReadonlySet<string> },
): Said[] {
  const { question, language, termWeights, named, own } = options
  const terms = questionTerms(question, language).map((term) => [term, termWeights.get(term) ?? 1] as const)
  const total = terms.reduce((sum, [, weight]) => sum + weight, 0) || 1
  const found = passages.flatMap(({ source, title, text }) => {
    const inTitle = tokens(title, language)
    return sentences(text).flatMap(({ start, end }) => {
      const sentence = text.slice(start, end)
      const words = new Set([...tokens(sentence, language), ...inTitle])
      const coverage = terms.reduce((sum, [term, weight]) => sum + (words.has(term) ? weight : 0), 0) / total
      return coverage < NEAR_FROM ? [] : [{ source, title, text: sentence, coverage }]
    })
  })
  const best = found.sort((one, other) => other.coverage - one.coverage).slice(0, COMPARED)
  return best
    .filter(({ text }) => !hasPlantedInstruction(text))
    .map(({ source, title, text, coverage }) => {
      const all = lexemes(text, language)
      const keys = new Set([...all, ...lexemes(title, language)].map(({ key }) => key))
      const hard = new Map(all.filter((one) => isHard(one) && !own.has(one.key)).map((one) => [one.key, one]))
      const soft = new Set(all.filter(({ kind }) => kind === 'word').map(({ key }) => key))
      const isOnSubject = named.every((key) => keys.has(key))
      return { source, text, coverage, isOnSubject, all, hard, soft }
    })
}

const isHard = ({ kind }: Lexeme) => kind === 'number' || kind === 'name'

type Differing = { one: Lexeme[]; other: Lexeme[] }

/** What is in the place of something else in two sentences that are alike otherwise. */
function areContrary(one: Said, other: Said): Differing | undefined {
  const shared = [...one.soft].filter((key) => other.soft.has(key)).length
  if (shared < SAME_WORDS || shared / Math.max(one.soft.size, other.soft.size) < SAME_FROM) return undefined
  const differing = { one: without(one.hard, other.all), other: without(other.hard, one.all) }
  const parts = [...differing.one, ...differing.other]
  if (parts.length === 0) {
    const denies = ({ all }: Said) => all.some(({ kind }) => kind === 'negation')
    return denies(one) !== denies(other) ? differing : undefined
  }
  const isOneSlot = [differing.one, differing.other].every(({ length }) => length > 0 && length <= PARTS)
  return isOneSlot && new Set(parts.map(slotOf)).size === 1 && !areRounded(differing) ? differing : undefined
}

/** Months count as numbers: they are parts of a date. */
const slotOf = ({ kind, key }: Lexeme) => (key.startsWith('@') ? 'number' : kind)

const without = (hard: ReadonlyMap<string, Lexeme>, all: readonly Lexeme[]): Lexeme[] => {
  const keys = new Set(all.map(({ key }) => key))
  return [...hard.values()].filter(({ key }) => !keys.has(key))
}

/** The one figure of each sentence that is of the kind asked for, where they count the same and are not the same. */
function differingFigures(one: Said, other: Said, asked: Asked): Differing | undefined {
  const [figures, others] = [one, other].map((said) => figuresOf(said, asked))
  for (const [unit, [figure, ...more]] of figures ?? []) {
    const [another, ...evenMore] = others?.get(unit) ?? []
    if (!figure || !another || more.length + evenMore.length > 0) continue
    if (unit === 'year' ? figure.key !== another.key : isFarFrom(numberIn(figure), numberIn(another)))
      return { one: [figure], other: [another] }
  }
  return undefined
}

/** 965 and 964.96 are one number, 1998 and 2001 are two years. */
const areRounded = ({ one, other }: Differing): boolean =>
  one.length === other.length &&
  one.every((part, at) => {
    const another = other[at]
    if (!another || part.kind !== 'number' || YEAR.test(part.key)) return false
    return !isFarFrom(numberIn(part), numberIn(another))
  })

const numberIn = ({ key }: Lexeme) => Number.parseFloat(key.slice(1))
const isFarFrom = (one: number, other: number) =>
  Math.abs(one - other) > ROUNDED * Math.max(Math.abs(one), Math.abs(other))

const YEAR = /^#(?:1\d|20)\d\d$/

/** Unit -> its figures that stand with the question's words, its own left out: years, where a time is asked for. */
function figuresOf({ all, coverage, isOnSubject }: Said, { kind, own, words }: Asked): Map<string, Lexeme[]> {
  const figures = new Map<string, Lexeme[]>()
  if ((kind !== 'time' && kind !== 'number') || !isOnSubject || coverage < SPEAKS_FROM) return figures
  for (const [at, lexeme] of all.entries()) {
    if (lexeme.kind !== 'number' || own.has(lexeme.key)) continue
    const unit = kind === 'time' ? YEAR.test(lexeme.key) && 'year' : countedBy(lexeme, all[at + 1])
    const beside = new Set(all.filter(({ clause }) => clause === lexeme.clause).map(({ key }) => key))
    const share = [...words].filter((key) => beside.has(key)).length / Math.max(words.size, 1)
    if (unit && share >= CLAUSE_FROM) figures.set(unit, [...(figures.get(unit) ?? []), lexeme])
  }
  return figures
}

/** What a number counts, which the next word names. A share may be one of anything. */
function countedBy(number: Lexeme, next: Lexeme | undefined): string | undefined {
  if (/[%‰]$/.test(number.key)) return undefined
  if (next?.kind !== 'word' || next.clause !== number.clause) return undefined
  return unitOfWord(next.word) ?? next.key
}

/** Does a source have a number or a name anywhere? Each is read once, when it is asked about. */
function createLookup(passages: readonly WriterPassage[], language: string) {
  const known = new Map<number, Set<string>>()
  return (source: number, key: string): boolean => {
    const keys = known.get(source) ?? readHard(passages, source, language)
    known.set(source, keys)
    return keys.has(key)
  }
}

function readHard(passages: readonly WriterPassage[], source: number, language: string): Set<string> {
  const own = passages.filter((passage) => passage.source === source)
  return new Set(
    own.flatMap(({ text }) =>
      lexemes(text, language)
        .filter(isHard)
        .map(({ key }) => key),
    ),
  )
}
