/** How well a text answers to a question's words; all are shares of the words' weight, 0 to 1. */
export type TermMatch = {
  /** The words that stand in the text. */
  coverage: number
  /** The words that stand close together somewhere in it. */
  nearness: number
  /** The neighbours in the question that are neighbours in the text as well. */
  pairs: number
}

/** A question's terms in their order, each with its weight. */
export type WeightedTerm = readonly [term: string, weight: number]

/** About a sentence. */
const WINDOW_TOKENS = 20
/** "the capital of the north" is still the pair capital, north. */
const PAIR_TOKENS = 4

/** Holds the tokens of a text against the terms of a question, both stemmed by the same rules. */
export function matchTerms(terms: readonly WeightedTerm[], tokens: readonly string[]): TermMatch {
  const total = terms.reduce((sum, [, weight]) => sum + weight, 0)
  if (total === 0) return { coverage: 0, nearness: 0, pairs: 0 }
  const numbers = new Map(terms.map(([term], number) => [term, number]))
  const found: { at: number; number: number }[] = []
  for (const [at, token] of tokens.entries()) {
    const number = numbers.get(token)
    if (number !== undefined) found.push({ at, number })
  }
  const weightOf = (number: number) => terms[number]?.[1] ?? 0
  const distinct = new Set(found.map(({ number }) => number))
  const covered = [...distinct].reduce((sum, number) => sum + weightOf(number), 0)
  return {
    coverage: covered / total,
    nearness: bestWindow(found, weightOf) / total,
    pairs: pairShare(found, terms),
  }
}

type Found = readonly { at: number; number: number }[]

/** The most weight of distinct terms within one window. */
function bestWindow(found: Found, weightOf: (number: number) => number): number {
  const inside = new Map<number, number>()
  let weight = 0
  let best = 0
  let from = 0
  for (const { at, number } of found) {
    if (!inside.has(number)) weight += weightOf(number)
    inside.set(number, (inside.get(number) ?? 0) + 1)
    for (; (found[from]?.at ?? at) < at - WINDOW_TOKENS; from += 1) {
      const left = found[from]?.number ?? 0
      const count = (inside.get(left) ?? 1) - 1
      if (count > 0) inside.set(left, count)
      else {
        inside.delete(left)
        weight -= weightOf(left)
      }
    }
    best = Math.max(best, weight)
  }
  return best
}

function pairShare(found: Found, terms: readonly WeightedTerm[]): number {
  let total = 0
  for (let number = 1; number < terms.length; number += 1) total += pairWeight(terms, number)
  if (total === 0) return 0
  const pairs = new Set<number>()
  for (const [index, { at, number }] of found.entries()) {
    for (let next = index + 1; next < found.length; next += 1) {
      const other = found[next]
      if (!other || other.at - at > PAIR_TOKENS) break
      if (other.number === number + 1) pairs.add(other.number)
    }
  }
  return [...pairs].reduce((sum, number) => sum + pairWeight(terms, number), 0) / total
}

const pairWeight = (terms: readonly WeightedTerm[], number: number) =>
  (terms[number - 1]?.[1] ?? 0) + (terms[number]?.[1] ?? 0)
