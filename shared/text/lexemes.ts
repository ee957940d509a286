import { isNegation, partDenial } from './negations.ts'
import { normalise } from './normalise.ts'
import { scaleOfWord, valueOfHan, valueOfWord } from './number-words.ts'
import { stem } from './stems.ts'
import { stopWords } from './stopwords.ts'

/**
 * One word or number of a text, as claims are compared by it. `key`: alike for all forms of the same word, and
 * for all ways to write the same number ("#35").
 */
export type Lexeme = {
  text: string
  /** Normalised, not stemmed. */
  word: string
  key: string
  kind: 'number' | 'name' | 'word' | 'function' | 'negation'
  /** Which clause of the text it stands in, counted from 0. */
  clause: number
}

/** One sign alone is more often part of a word (一般, 千代), unless something is counted by it. */
const HAN_NUMBER = `[〇零一二两兩三四五六七八九十百千万萬亿億]{2,}|(?<=第)[一二三四五六七八九十]|[一二两兩三四五六七八九十](?=[年月日号號个個位名次种種家届屆岁歲章回世])`
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}]`
/** A number with its separators, a run of a script without spaces, a word, or what parts clauses. */
const PIECE = new RegExp(
  String.raw`(?<number>\d+(?:[.,]\d+)*(?:%|‰|(?:st|nd|rd|th|s)(?![\p{L}]))?)(?<han>[百千万萬亿億]*)|(?<run>${UNSPACED}+)|(?<word>[\p{L}\p{M}][\p{L}\p{M}\p{N}]*(?:['’.][\p{L}\p{N}]+)*)|(?<part>[,;:.!?()，；：。！？、（）—–])`,
  'gu',
)
const CLAUSE_WORDS = new Set(
  'but although though while whereas because aber sondern obwohl während weil pero sino aunque mientras mais но хотя а'.split(
    ' ',
  ),
)
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** The words and numbers of a text in order. `language`: BCP 47. */
export function lexemes(text: string, language: string): Lexeme[] {
  const primary = language.split('-', 1)[0]?.toLowerCase() ?? ''
  const found: Lexeme[] = []
  let clause = 0
  let isStart = true
  const push = (lexeme: Omit<Lexeme, 'clause'>) => {
    found.push({ ...lexeme, clause })
    isStart = false
  }
  for (const { groups = {} } of text.normalize('NFKC').matchAll(PIECE)) {
    const { part, word = '' } = groups
    if (part !== undefined || CLAUSE_WORDS.has(word.toLowerCase())) clause += 1
    if (part !== undefined) isStart ||= /[.!?。！？]/.test(part)
    for (const one of inPiece(groups, { isStart, language: primary })) push(one)
  }
  return putTogether(markNegations(found, primary))
}

function* inPiece(
  { number, han = '', run, word }: Partial<Record<string, string>>,
  place: { isStart: boolean; language: string },
): Generator<Omit<Lexeme, 'clause'>> {
  if (number !== undefined) yield numberOf(number, han, place.language)
  else if (run !== undefined) yield* inRun(run, place.language)
  else if (word !== undefined) yield wordOf(word, place)
}

function numberOf(written: string, han: string, language: string): Omit<Lexeme, 'clause'> {
  const suffix = /(?:%|‰|s)$/.exec(written)?.[0] ?? ''
  const digits = written.replace(/(?:%|‰|st|nd|rd|th|s)$/, '')
  const plain = withoutGroups(digits, language)
  const value = han === '' ? plain : String(valueOfHan(plain + han))
  return { text: written + han, word: written, key: `#${value}${suffix}`, kind: 'number' }
}

/** "1,000" is 1000 in English, "1.000" in German and Spanish; what is no group is a decimal sign. */
function withoutGroups(digits: string, language: string): string {
  const isPointGrouping = ['de', 'es', 'it', 'pt', 'nl', 'ru'].includes(language)
  const [group, decimal] = isPointGrouping ? ['.', ','] : [',', '.']
  const isGrouped = new RegExp(`^\\d{1,3}(?:\\${group}\\d{3})+(?:\\${decimal}\\d+)?$`).test(digits)
  const joined = isGrouped ? digits.replaceAll(group, '') : digits
  return joined.replace(',', '.').replace(/^0+(?=\d)/, '')
}

function* inRun(run: string, language: string): Generator<Omit<Lexeme, 'clause'>> {
  const pieces = run.split(new RegExp(`(${HAN_NUMBER})`, 'u'))
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 1) {
      yield { text: piece, word: piece, key: `#${valueOfHan(piece)}`, kind: 'number' }
      continue
    }
    // "不是" is a denial and what it denies.
    const segments = [...segmenter.segment(piece)].flatMap(({ segment }) => partDenial(segment))
    for (const segment of segments) {
      const isFunction = stopWords(language).has(segment)
      yield { text: segment, word: segment, key: segment, kind: isFunction ? 'function' : 'word' }
    }
  }
}

function wordOf(
  written: string,
  { isStart, language }: { isStart: boolean; language: string },
): Omit<Lexeme, 'clause'> {
  const word = normalise(written).replace(/['’]s$/, '')
  const value = valueOfWord(word, language)
  if (value !== undefined) return { text: written, word, key: `#${value}`, kind: 'number' }
  const key = stem(word, language)
  const isNamed = isName(written, { isStart, language })
  if (stopWords(language).has(word) && !(isNamed && NAMES_TOO.has(word)))
    return { text: written, word, key, kind: 'function' }
  return { text: written, word, key, kind: isNamed ? 'name' : 'word' }
}

/** Stop words that are names where they have a capital. */
const NAMES_TOO = new Set(['may', 'will', 'us', 'who', 'it'])

/** German writes all nouns with a capital: only what is capital throughout tells there. */
function isName(written: string, { isStart, language }: { isStart: boolean; language: string }): boolean {
  if (/^\p{Lu}[\p{Lu}\p{N}]/u.test(written) || /\p{Ll}\p{Lu}/u.test(written)) return true
  return /^\p{Lu}/u.test(written) && !isStart && language !== 'de'
}

function markNegations(all: readonly Lexeme[], language: string): Lexeme[] {
  return all.map((lexeme, index) =>
    isNegation(lexeme.word, all[index + 1]?.word, language) ? { ...lexeme, kind: 'negation' } : lexeme,
  )
}

/** "3.5 million", "two thousand" and "twenty-one" are one number each. */
function putTogether(all: readonly Lexeme[]): Lexeme[] {
  const found: Lexeme[] = []
  for (const lexeme of all) {
    const before = found.at(-1)
    const value = before?.kind === 'number' ? joined(before, lexeme) : Number.NaN
    if (before === undefined || Number.isNaN(value)) found.push(lexeme)
    else found[found.length - 1] = { ...before, text: `${before.text} ${lexeme.text}`, key: `#${value}` }
  }
  return found
}

function joined(before: Lexeme, lexeme: Lexeme): number {
  const value = Number(before.key.slice(1))
  const unit = Number(lexeme.key.slice(1))
  const areWords = !/\d/.test(before.word + lexeme.word) && lexeme.kind === 'number'
  if (areWords && value >= 20 && value < 100 && value % 10 === 0 && unit > 0 && unit < 10) return value + unit
  return value * (scaleOfWord(lexeme.word) ?? Number.NaN)
}
