import { type Hunk, hunks } from '../text/hunks.ts'
import type { Lexeme } from '../text/lexemes.ts'
import { areOpposites } from '../text/opposites.ts'
import { unitOfWord } from '../text/unit-words.ts'
import { hasExchangedLinks, hasTornName, isExchanged, isMisplaced } from './find-misplaced.ts'
import { findSubstitute } from './find-substitute.ts'

/** Why a claim is not what the passage says, though it shares its words. */
export type Conflict = 'number' | 'name' | 'negation' | 'opposite' | 'order' | 'phrase'

export type ClaimReading = {
  claim: readonly Lexeme[]
  /** Whether words in normal form stand anywhere in the source's passages or its title. */
  isKnown: (word: string) => boolean
  /** BCP 47 primary tag. */
  language: string
}

const isHard = ({ kind }: Lexeme) => kind === 'number' || kind === 'name'
const isContent = ({ kind }: Lexeme) => kind !== 'function' && kind !== 'negation'
const keysOf = (all: readonly Lexeme[]) => new Set(all.map(({ key }) => key))

/**
 * The first point in which a claim contradicts the sentence that it shares its words with: a number that is not
 * there or counts something else, a name in the place of another or put together of two, a denial on one side only,
 * an opposite, names or numbers that have changed places; `phrase` is words in the place of other words. Undefined:
 * none was found. What is said in other words is no conflict.
 */
export function findConflict(
  { claim: claimed, isKnown, language }: ClaimReading,
  text: readonly Lexeme[],
): Conflict | undefined {
  const names = new Set([...claimed, ...text].filter(({ kind }) => kind === 'name').map(({ key }) => key))
  const [claim, quote] = [withNames(claimed, names), withNames(text, names)]
  const quoted = keysOf(quote)
  if (claim.some((one) => isMissingNumber(one, quoted, claim, quote))) return 'number'
  if (claim.some(({ kind, key, word }) => kind === 'name' && !quoted.has(key) && !isKnown(word)))
    return 'name'
  if (hasTornName(claim, quote, isKnown)) return 'name'
  if (hasOtherUnit(claim, quote)) return 'number'
  const replaced = findReplaced(claim, quote)
  if (replaced) return replaced.kind === 'number' ? 'number' : 'name'
  if (isDenied(claim, quote) || isDenied(quote, claim)) return 'negation'
  if (hasOpposite(claim, quote)) return 'opposite'
  if ([isExchanged, hasExchangedLinks, isMisplaced].some((has) => has(claim, quote))) return 'order'
  return findSubstitute(claim, quote, { isKnown, language })
}

/** What is a name in one of the texts is one where it begins a sentence of the other. */
const withNames = (all: readonly Lexeme[], names: ReadonlySet<string>): Lexeme[] =>
  all.map((one) =>
    one.kind === 'word' && names.has(one.key) && /^\p{Lu}/u.test(one.text) ? { ...one, kind: 'name' } : one,
  )

/** "one" and "first" are also said where nothing is counted. */
const LOOSE = new Set(['#1', '#0'])

function isMissingNumber(
  one: Lexeme,
  quoted: ReadonlySet<string>,
  claim: readonly Lexeme[],
  quote: readonly Lexeme[],
): boolean {
  if (one.kind !== 'number' || quoted.has(one.key)) return false
  if (!LOOSE.has(one.key) || /\d/.test(one.word)) return true
  const claimed = keysOf(claim)
  return quote.some(({ kind, key }) => kind === 'number' && !claimed.has(key))
}

/** A number of the quote that counts something else in the claim; or "several years" that became months. */
function hasOtherUnit(claim: readonly Lexeme[], quote: readonly Lexeme[]): boolean {
  const quoted = unitsOf(quote)
  const isCountedOtherwise = [...unitsOf(claim)].some(([number, [unit]]) => {
    const units = quoted.get(number)
    return unit !== undefined && units !== undefined && units.length > 0 && !units.includes(unit)
  })
  return isCountedOtherwise || hunks(claim, quote).some(isOtherUnit)
}

/** One unit in the place of another, between words that both texts have. */
function isOtherUnit({ own, other }: Hunk<Lexeme>): boolean {
  const [unit, otherUnit] = [unitOfWord(own[0]?.word ?? ''), unitOfWord(other[0]?.word ?? '')]
  const isOne = own.length === 1 && other.length === 1
  return isOne && unit !== undefined && otherUnit !== undefined && unit !== otherUnit
}

const SIGN = /^[$€£¥]$/

/** Number -> the units that stand behind it. */
function unitsOf(all: readonly Lexeme[]): Map<string, string[]> {
  const units = new Map<string, string[]>()
  for (const [at, { kind, key }] of all.entries()) {
    if (kind !== 'number') continue
    const sign = SIGN.exec(all[at - 1]?.word ?? '')?.[0]
    const unit = unitOfWord(sign ?? all[at + 1]?.word ?? '')
    if (unit) units.set(key, [...(units.get(key) ?? []), unit])
  }
  return units
}

type Slot = { run: readonly Lexeme[]; before: string; after: string }

/** The runs of names, and the numbers, each with its neighbours. */
function slotsOf(all: readonly Lexeme[]): Slot[] {
  const slots: Slot[] = []
  for (let at = 0; at < all.length; at += 1) {
    const first = all[at] as Lexeme
    if (!isHard(first)) continue
    let to = at + 1
    while (first.kind === 'name' && all[to]?.kind === 'name') to += 1
    slots.push({
      run: all.slice(at, to),
      before: all[at - 1]?.key ?? '^',
      after: all[to]?.key ?? '$',
    })
    at = to - 1
  }
  return slots
}

/**
 * A claim that is one sentence but for a name or number, which it has from a neighbour: between the same words the
 * sentence has another.
 */
export function isFilledFrom(claim: readonly Lexeme[], sentence: readonly Lexeme[]): boolean {
  return findReplaced(claim, sentence, { isExact: true }) !== undefined
}

/** A name or number of the claim that stands where the quote has another, which the claim does not tell. */
function findReplaced(
  claim: readonly Lexeme[],
  quote: readonly Lexeme[],
  { isExact = false } = {},
): Lexeme | undefined {
  const [claimed, quoted] = [keysOf(claim), keysOf(quote)]
  const untold = slotsOf(quote).filter(({ run }) => run.some(({ key }) => !claimed.has(key)))
  for (const slot of slotsOf(claim)) {
    const isThere = slot.run.every(({ key }) => quoted.has(key))
    const isReplaced = untold.some((other) => {
      if (other.run[0]?.kind !== slot.run[0]?.kind || isPartOf(slot.run, other.run)) return false
      const [before, after] = [other.before === slot.before, other.after === slot.after]
      return isThere || isExact ? before && after : before || after
    })
    if (isReplaced) return slot.run[0]
  }
  return undefined
}

/** "Merkel" for "Angela Merkel", and the other way about. */
function isPartOf(one: readonly Lexeme[], other: readonly Lexeme[]): boolean {
  const [ones, others] = [keysOf(one), keysOf(other)]
  return one.every(({ key }) => others.has(key)) || other.every(({ key }) => ones.has(key))
}

/** How many words of content a denial reaches, to the right and to the left. */
const NARROW = { right: 2, left: 0 }
const WIDE = { right: 4, left: 3 }

function deniedBy(
  all: readonly Lexeme[],
  { right, left }: { right: number; left: number },
  { isInClause }: { isInClause: boolean },
): Set<string>[] {
  return all.flatMap((one, at) => {
    if (one.kind !== 'negation') return []
    const isNear = (other: Lexeme) => isContent(other) && (!isInClause || other.clause === one.clause)
    const after = all
      .slice(at + 1)
      .filter(isNear)
      .slice(0, right)
    // "Das Haus steht nicht."
    const reach = left === 0 && after.length === 0 ? right : left
    const before = reach === 0 ? [] : all.slice(0, at).filter(isNear).slice(-reach)
    return [keysOf([...after, ...before])]
  })
}

const isDenied = (one: readonly Lexeme[], other: readonly Lexeme[]) =>
  hasOwnDenial(one, other) || isDeniedOnce(one, other)

/** What stands on both sides of a denial stands side by side in the other text. */
function hasOwnDenial(one: readonly Lexeme[], other: readonly Lexeme[]): boolean {
  const pairs = pairsOf(other)
  return one.some(({ kind }, at) => {
    const [before, after] = [one[at - 1], one[at + 1]]
    return kind === 'negation' && before && after && pairs.has(`${before.key} ${after.key}`)
  })
}

const pairsOf = (all: readonly Lexeme[]) =>
  new Set(all.slice(1).map(({ key }, index) => `${all[index]?.key} ${key}`))

/** Something that `one` denies is said by `other` without a denial anywhere near. */
function isDeniedOnce(one: readonly Lexeme[], other: readonly Lexeme[]): boolean {
  const said = keysOf(other.filter(isContent))
  const denied = new Set(deniedBy(other, WIDE, { isInClause: false }).flatMap((keys) => [...keys]))
  return deniedBy(one, NARROW, { isInClause: true }).some((keys) => {
    const shared = [...keys].filter((key) => said.has(key))
    return shared.length > 0 && shared.every((key) => !denied.has(key))
  })
}

/** A word that only the claim has is the contrary of one that only the quote has. */
function hasOpposite(claim: readonly Lexeme[], quote: readonly Lexeme[]): boolean {
  const [claimed, quoted] = [keysOf(claim), keysOf(quote)]
  const own = claim.filter(({ key, kind }) => kind !== 'number' && !quoted.has(key))
  const others = quote.filter(({ key, kind }) => kind !== 'number' && !claimed.has(key))
  return own.some(({ word }) => others.some((other) => areOpposites(word, other.word)))
}
