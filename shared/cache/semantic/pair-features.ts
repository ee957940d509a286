import { type Alignment, align } from './align.ts'
import { compareOrder } from './argument-order.ts'
import { frameDistance, missing } from './frame.ts'
import type { QuestionFacts, Word } from './question-facts.ts'
import { type Veto, vetoesOf } from './vetoes.ts'

/** What is known about words: how rare they are, and how much a difference by them matters. */
export type Vocabulary = {
  /** Of a stem, in [0, ~8]; `rarest` for those not listed. */
  idf: ReadonlyMap<string, number>
  rarest: number
  /** By `wordKeys`. */
  weights: ReadonlyMap<string, number>
}

export type Pair = {
  alignment: Alignment
  vetoes: readonly Veto[]
  features: Float64Array
}

/** The model reads the features by place: a change here needs new weights. */
export const FEATURES = 42

/** Symmetric: the two questions may change places. */
export function comparePair(a: QuestionFacts, b: QuestionFacts, vocabulary: Vocabulary): Pair {
  const alignment = align(a, b)
  const vetoes = vetoesOf(a, b, alignment)
  return { alignment, vetoes, features: featuresOf(a, b, { alignment, vetoes, vocabulary }) }
}

/** What stands between the questions, as keys of `Vocabulary.weights`. */
export function wordKeys(a: QuestionFacts, b: QuestionFacts, { onlyA, onlyB }: Alignment): string[] {
  const script = a.script === 'han' ? 'z' : ''
  const keys = [`q:${[a.asked, b.asked].sort().join('|')}`]
  for (const word of [...onlyA, ...onlyB]) keys.push(`${script}u:${word.stem}`)
  if (onlyA.length * onlyB.length <= 6)
    for (const one of onlyA)
      for (const other of onlyB) keys.push(`${script}s:${[one.stem, other.stem].sort().join('|')}`)
  const texts = (facts: QuestionFacts) =>
    facts.words.filter(({ telling }) => !telling).map(({ text }) => text)
  for (const text of new Set([...missing(texts(a), texts(b)), ...missing(texts(b), texts(a))]))
    keys.push(`f:${text}`)
  return keys
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const both = (one: number, other: number): [number, number] => [Math.min(one, other), Math.max(one, other)]

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  let shared = 0
  for (const member of small) if (large.has(member)) shared += 1
  return shared
}

type Seen = { alignment: Alignment; vetoes: readonly Veto[]; vocabulary: Vocabulary }

function featuresOf(
  a: QuestionFacts,
  b: QuestionFacts,
  { alignment, vetoes, vocabulary }: Seen,
): Float64Array {
  const { onlyA, onlyB, pairs } = alignment
  const idf = (word: Word) => vocabulary.idf.get(word.stem) ?? vocabulary.rarest
  const mass = (words: readonly Word[]) => sum(words.map(idf))
  const telling = (facts: QuestionFacts) => facts.words.filter((word) => word.telling)
  const [leftA, leftB] = [mass(onlyA), mass(onlyB)]
  const [massA, massB] = [mass(telling(a)), mass(telling(b))]
  const order = compareOrder(a, b, alignment)
  const grams = overlap(a.grams, b.grams)
  const keys = wordKeys(a, b, alignment)
  const learned = keys.map((key) => vocabulary.weights.get(key) ?? 0)
  const [fewer, more] = both(a.words.length, b.words.length)
  const texts = (facts: QuestionFacts) => new Set(facts.words.map(({ text }) => text))
  const [textsA, textsB] = [texts(a), texts(b)]
  const [numbersA, numbersB] = [missing(a.numbers, b.numbers).length, missing(b.numbers, a.numbers).length]
  const nameCount = (words: readonly Word[]) => words.filter(({ isName }) => isName).length
  const has = (veto: Veto) => (vetoes.includes(veto) ? 1 : 0)
  return Float64Array.from([
    a.script === 'han' ? 1 : 0,
    share(overlap(textsA, textsB), textsA.size + textsB.size - overlap(textsA, textsB)),
    share(2 * sum(pairs.map(({ weight }) => weight)), a.stems.length + b.stems.length),
    share(2 * grams, a.grams.size + b.grams.size),
    share(grams, Math.min(a.grams.size, b.grams.size)),
    ...both(onlyA.length, onlyB.length),
    ...both(share(leftA, massA), share(leftB, massB)),
    ...both(leftA, leftB),
    Math.max(0, ...[...onlyA, ...onlyB].map(idf)),
    share(massA - leftA + massB - leftB, massA + massB),
    alignment.synonyms,
    alignment.typos,
    Math.abs(a.negations - b.negations),
    has('opposites'),
    has('numbers'),
    ...both(numbersA, numbersB),
    share(a.numbers.length - numbersA, Math.max(1, a.numbers.length, b.numbers.length)),
    has('names'),
    ...both(nameCount(onlyA), nameCount(onlyB)),
    a.asked === b.asked ? 1 : 0,
    has('question-type'),
    a.modality === b.modality ? 1 : 0,
    a.tense === b.tense ? 1 : 0,
    missing(a.signs, b.signs).length + missing(b.signs, a.signs).length,
    has('quantifier'),
    Math.min(4, order.inversions),
    order.isTurned ? 1 : 0,
    order.isReordered ? 1 : 0,
    frameDistance(a, b),
    share(fewer, more),
    fewer,
    Math.min(a.stems.length, b.stems.length),
    a.stems[0] === b.stems[0] ? 1 : 0,
    a.stems.at(-1) === b.stems.at(-1) ? 1 : 0,
    sum(learned),
    Math.min(0, ...learned),
    share(runLength(a, b), Math.max(1, Math.min(a.stems.length, b.stems.length))),
  ])
}

/** Longest common subsequence of the stems. */
function runLength(a: QuestionFacts, b: QuestionFacts): number {
  const row = new Uint16Array(b.stems.length + 1)
  for (const one of a.stems) {
    let diagonal = 0
    for (let at = 1; at <= b.stems.length; at += 1) {
      const above = row[at] ?? 0
      row[at] = one === b.stems[at - 1] ? diagonal + 1 : Math.max(above, row[at - 1] ?? 0)
      diagonal = above
    }
  }
  return row[b.stems.length] ?? 0
}
