import { type Hunk, hunks } from '../text/hunks.ts'
import type { Lexeme } from '../text/lexemes.ts'
import { areOpposites } from '../text/opposites.ts'
import { areSynonyms } from '../text/synonyms.ts'

/** Languages whose names look like other words; German has them among its nouns. */
const UNMARKED = new Set(['zh', 'ja', 'ko', 'ar', 'fa', 'th', 'he', 'de'])
/** What they stand before is somebody, or some place. */
const PREPOSITIONS = new Set(
  '在 于 於 由 被 从 從 向 到 往 自 和 与 與 跟 in aus nach von bei durch mit zwischen في من إلى الى مع بين'.split(
    ' ',
  ),
)
const HAN_PLACE = /[省市县縣区區国國州岛島山河湖江寺村镇鎮]$/u

/** `name`: a thing in the place of another. `opposite`: a contrary. `phrase`: words in the place of other words. */
export type Substitute = 'name' | 'opposite' | 'phrase'

type Context = { isKnown: (word: string) => boolean; language: string }

/**
 * What the claim has in the place of something else of the quote, between words that both have. A contrary; or a
 * name, where it stands elsewhere in the source, or behind a preposition, or looks like one; or a phrase of two
 * words or more in a sentence that is otherwise the quote's own. One word in the place of another is taken for a
 * paraphrase.
 */
export function findSubstitute(
  claim: readonly Lexeme[],
  quote: readonly Lexeme[],
  context: Context,
): Substitute | undefined {
  const all = hunks(claim, quote)
  if (all.some(isContrary)) return 'opposite'
  const replaced = all
    .filter((hunk) => hunk.own.some(isContent) && hunk.other.some(isContent) && !isMoved(hunk, all))
    .map((hunk) => ({ ...hunk, own: trimmed(hunk.own), other: trimmed(hunk.other) }))
  const absent = replaced.filter(({ own, other }) => !sharesKey(own, quote) && !sharesKey(other, claim))
  if (absent.some((hunk) => isOtherThing(hunk, claim, context))) return 'name'
  const isElseQuoted = all.filter(({ own }) => own.some(isContent)).length === 1
  const [only] = isElseQuoted ? replaced : []
  if (!only) return undefined
  if (isOtherName(only, claim)) return 'name'
  return isPhrase(only, context) ? 'phrase' : undefined
}

/** Its words stand in a part of the quote that the claim passes over here: they may only have been put first. */
function isMoved(hunk: Hunk<Lexeme>, all: readonly Hunk<Lexeme>[]): boolean {
  const elsewhere = keysOf(all.filter((one) => one !== hunk).flatMap(({ other }) => other))
  return hunk.own.some((one) => isContent(one) && elsewhere.has(one.key))
}

/** From the first word of content to the last. */
function trimmed(all: readonly Lexeme[]): readonly Lexeme[] {
  return all.slice(all.findIndex(isContent), all.findLastIndex(isContent) + 1)
}

function sharesKey(some: readonly Lexeme[], all: readonly Lexeme[]): boolean {
  const keys = keysOf(all)
  return some.some((one) => isContent(one) && keys.has(one.key))
}

/** "Leipzig" for "Waterloo", but not "President Obama" for "Barack Obama". */
function isOtherName({ own, other, at }: Hunk<Lexeme>, claim: readonly Lexeme[]): boolean {
  const behind = claim[claim.indexOf(own.at(-1) as Lexeme, at) + 1]
  return (
    own.every((one) => one.kind === 'name' || !isContent(one)) &&
    other.some(({ kind }) => kind === 'name') &&
    !sharesKey(own, other) &&
    behind?.kind !== 'name'
  )
}

const keysOf = (all: readonly Lexeme[]) => new Set(all.map(({ key }) => key))
const isContent = ({ kind }: Lexeme) => kind !== 'function' && kind !== 'negation'

/** One word for one word, which says the contrary. */
function isContrary({ own, other }: Hunk<Lexeme>): boolean {
  if (own.length > 2 || other.length > 2) return false
  // The segmenter may part 次要, and not 主要.
  const isHan = /^\p{sc=Han}/u.test(own[0]?.word ?? '')
  if (!isHan && (own.length > 1 || other.length > 1)) return false
  const [word, otherWord] = [own, other].map((some) => some.map((one) => one.word).join(''))
  return areOpposites(word ?? '', otherWord ?? '')
}

function isOtherThing({ own, other, at }: Hunk<Lexeme>, claim: readonly Lexeme[], context: Context): boolean {
  const { isKnown, language } = context
  const [text, otherText] = [textOf(own, language), textOf(other, language)]
  const size = own.filter(isContent).length
  const isBehindPreposition = PREPOSITIONS.has(claim[at - 1]?.word ?? '')
  if (text.length < 2 || otherText.length < 2) return false
  if (!UNMARKED.has(language)) return size > 1 && isKnown(text)
  if (language === 'de') {
    const areNouns = [...own, ...other].every(({ text: written }) => /^\p{Lu}/u.test(written))
    return (size > 1 && isKnown(text)) || (areNouns && (size > 1 || isBehindPreposition || isKnown(text)))
  }
  if (shareSign(text, otherText)) return false
  return isKnown(text) || isBehindPreposition || HAN_PLACE.test(text) || /·/.test(text) || isSpelt(own)
}

function isPhrase({ own, other }: Hunk<Lexeme>, { language }: Context): boolean {
  const [size, otherSize] = [own.filter(isContent).length, other.filter(isContent).length]
  if (language === 'zh' || language === 'ja')
    return isOtherHan(textOf(own, language), textOf(other, language))
  return size > 1 && otherSize > 1 && !sharesKey(own, other)
}

/** Neither a sign alone nor a synonym: those share a sign, or are listed. */
const isOtherHan = (one: string, other: string) =>
  one.length > 1 && other.length > 1 && !shareSign(one, other) && !areSynonyms(one, other)

const textOf = (all: readonly Lexeme[], language: string) =>
  all.map(({ word }) => word).join(language === 'zh' || language === 'ja' ? '' : ' ')

/** Synonyms do, half of them at least: 建造, 建成. */
const shareSign = (one: string, other: string) =>
  /\p{sc=Han}/u.test(one) &&
  [...one].filter((sign) => other.includes(sign)).length >= Math.min(one.length, other.length) / 2

/** The segmenter has no word for it: foreign and personal names fall into single characters. */
const isSpelt = (words: readonly Lexeme[]) =>
  words.some(({ word }, at) => word.length === 1 && words[at + 1]?.word.length === 1)
