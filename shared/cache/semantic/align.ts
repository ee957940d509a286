import { areOpposite, synonymy } from './lexicon.ts'
import type { QuestionFacts, Word } from './question-facts.ts'

/** How the telling words of two questions match: pairs in the order of the first, and what is left on each side. */
export type Alignment = {
  pairs: readonly { a: number; b: number; weight: number }[]
  onlyA: readonly Word[]
  onlyB: readonly Word[]
  synonyms: number
  /** Two words of which one is the other mistyped. */
  typos: number
}

const telling = (facts: QuestionFacts): Word[] => facts.words.filter((word) => word.telling)

export function align(a: QuestionFacts, b: QuestionFacts): Alignment {
  const [left, right] = [telling(a), telling(b)]
  const taken = new Set<number>()
  const pairs: { a: number; b: number; weight: number }[] = []
  const open = new Set(left.keys())
  const counts = { synonyms: 0, typos: 0 }
  const matchBy = (weigh: (one: Word, other: Word) => number) => {
    for (const at of [...open]) {
      const one = left[at]
      if (!one) continue
      const found = right.findIndex((other, index) => !taken.has(index) && weigh(one, other) > 0)
      const other = right[found]
      if (!other) continue
      taken.add(found)
      open.delete(at)
      pairs.push({ a: at, b: found, weight: weigh(one, other) })
    }
  }
  matchBy((one, other) => (one.stem === other.stem || one.text === other.text ? 1 : 0))
  const exact = pairs.length
  if (a.script !== 'han') {
    matchBy((one, other) => (isSameWord(one, other) ? 0.9 : 0))
    counts.typos = pairs.length - exact
    matchBy((one, other) => (one.isName && other.isName ? 0 : synonymy(one.stem, other.stem) === 2 ? 0.8 : 0))
    matchBy((one, other) => (one.isName || other.isName ? 0 : synonymy(one.stem, other.stem) === 1 ? 0.5 : 0))
    counts.synonyms = pairs.length - exact - counts.typos
  }
  pairs.sort((one, other) => one.a - other.a)
  return {
    pairs,
    onlyA: left.filter((_, index) => open.has(index)),
    onlyB: right.filter((_, index) => !taken.has(index)),
    ...counts,
  }
}

/** What makes another form of the same word. */
const ENDING =
  /^(?:ations?|itions?|ions?|ings?|e?d|ments?|ly|i[sz](?:es?|ed|ing|ations?)|(?:il)?it(?:y|ies)|al|ally|e?rs?|e?s|y)$/
const LONG = 6
const SHARED = 5

/** A slip of the keys in a long word, or two forms of one: "legalize" and "legalization". Names must be equal. */
function isSameWord(one: Word, other: Word): boolean {
  if (one.isName || other.isName) return false
  const [short, long] = one.text.length <= other.text.length ? [one.text, other.text] : [other.text, one.text]
  if (short.length < SHARED || areOpposite(one.stem, other.stem) || areOpposite(one.text, other.text))
    return false
  const base = short.replace(/[ey]$/, '')
  if (long.startsWith(base) && ENDING.test(long.slice(base.length))) return true
  return short.length >= LONG && isOneSlip(short, long) && short.slice(0, 2) === long.slice(0, 2)
}

/** At most one letter changed, left out or swapped with the next. */
function isOneSlip(short: string, long: string): boolean {
  if (long.length - short.length > 1) return false
  let from = 0
  while (from < short.length && short[from] === long[from]) from += 1
  const restOfShort = short.slice(from)
  const restOfLong = long.slice(from)
  if (long.length > short.length) return restOfShort === restOfLong.slice(1)
  const isSwap = restOfShort[0] === restOfLong[1] && restOfShort[1] === restOfLong[0]
  return (
    restOfShort.slice(1) === restOfLong.slice(1) || (isSwap && restOfShort.slice(2) === restOfLong.slice(2))
  )
}
