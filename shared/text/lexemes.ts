import { monthOfWord } from './month-words.ts'
import { isNegation, partDenial } from './negations.ts'
import { normalise } from './normalise.ts'
import { scaleOfWord, valueOfHan, valueOfWord } from './number-words.ts'
import { isPlaceName } from './place-names.ts'
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
  String.raw`(?<date>(?<!\d)[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))|(?<sign>[$€£¥](?=\s?\d))|(?<number>\d+(?:[.,]\d+)*(?:\s?[%‰]|(?:st|nd|rd|th|s)(?![\p{L}]))?)(?<han>[百千万萬亿億]*)|(?<run>${UNSPACED}+)|(?<word>[\p{L}\p{M}][\p{L}\p{M}\p{N}]*(?:['’.][\p{L}\p{N}]+)*)|(?<part>[,;:.!?()，；：。！？、（）—–])`,
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
  return putTogether(markNegations(markFirstNames(found, primary), primary))
}

function* inPiece(
  { date, sign, number, han = '', run, word }: Partial<Record<string, string>>,
  place: { isStart: boolean; language: string },
): Generator<Omit<Lexeme, 'clause'>> {
  if (date !== undefined) yield* dateOf(date)
  else if (sign !== undefined) yield { text: sign, word: sign, key: sign, kind: 'function' }
  else if (number !== undefined) yield numberOf(number, han, place.language)
  else if (run !== undefined) yield* inRun(run, place.language)
  else if (word !== undefined) yield wordOf(word, place)
}

/** "2013-05-16" is "16 May 2013". */
function dateOf(written: string): Omit<Lexeme, 'clause'>[] {
  const [year, month, day] = written.split('-').map(Number)
  const numberFor = (value: number | undefined) =>
    ({ text: String(value), word: String(value), key: `#${value}`, kind: 'number' }) as const
  return [numberFor(day), { text: written, word: written, key: `@${month}`, kind: 'name' }, numberFor(year)]
}

function numberOf(written: string, han: string, language: string): Omit<Lexeme, 'clause'> {
  const suffix = /[%‰s]$/.exec(written)?.[0] ?? ''
  const digits = written.replace(/\s?(?:%|‰|st|nd|rd|th|s)$/, '')
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
      yield { text: segment, word: segment, key: segment, kind: kindInRun(segment, language) }
    }
  }
}

function kindInRun(segment: string, language: string): Lexeme['kind'] {
  if (stopWords(language).has(segment)) return 'function'
  return isPlaceName(segment, language) ? 'name' : 'word'
}

function wordOf(
  written: string,
  { isStart, language }: { isStart: boolean; language: string },
): Omit<Lexeme, 'clause'> {
  const word = normalise(written).replace(/['’]s$/, '')
  const value = valueOfWord(word, language)
  if (value !== undefined) return { text: written, word, key: `#${value}`, kind: 'number' }
  const month = monthOfWord(written, language)
  if (month !== undefined) return { text: written, word, key: `@${month}`, kind: 'name' }
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

const AUXILIARIES = new Set(
  'is was were has had did does can could will would may might es fue era ha había puede est était a avait'.split(
    ' ',
  ),
)

/**
 * The first word of a sentence is a name where another name follows, or at once the verb: nouns have an article
 * in between, and plurals an s.
 */
function markFirstNames(all: readonly Lexeme[], language: string): Lexeme[] {
  if (language === 'de') return [...all]
  return all.map((lexeme, at) => {
    if (lexeme.kind !== 'word' || !/^\p{Lu}.*[^s]$/u.test(lexeme.text)) return lexeme
    const next = all[at + 1]
    const isBefore = next?.clause === lexeme.clause && (next.kind === 'name' || AUXILIARIES.has(next.word))
    return isBefore ? { ...lexeme, kind: 'name' } : lexeme
  })
}

function markNegations(all: readonly Lexeme[], language: string): Lexeme[] {
  return all.map((lexeme, index) =>
    isNegation(lexeme.word, all[index + 1]?.word, language) ? { ...lexeme, kind: 'negation' } : lexeme,
  )
}

/** "3.5 million", "one hundred and twenty", "20 percent" and 百分之二十 are one number each. */
function putTogether(all: readonly Lexeme[]): Lexeme[] {
  const found: Lexeme[] = []
  for (const lexeme of all) {
    const reach = LINKS.has(found.at(-1)?.word ?? '') ? 2 : 1
    const before = found.at(-reach)
    const key = before && joined(before, lexeme, { isLinked: reach === 2 })
    if (before && key !== undefined)
      found.splice(-reach, reach, { ...before, text: `${before.text} ${lexeme.text}`, key })
    else found.push(alone(lexeme, found))
  }
  return found
}

/** "thousands of people" */
function alone(lexeme: Lexeme, before: readonly Lexeme[]): Lexeme {
  if (isHundredths(lexeme, before)) return { ...lexeme, key: `${lexeme.key}%` }
  const scale = lexeme.kind === 'word' ? scaleOfWord(lexeme.word) : undefined
  return scale === undefined ? lexeme : { ...lexeme, key: `#${scale}`, kind: 'number' }
}

const isHundredths = ({ kind }: Lexeme, before: readonly Lexeme[]): boolean =>
  kind === 'number' && `${before.at(-2)?.word}${before.at(-1)?.word}`.endsWith('百分之')

/** Between the parts of one number: "hundred and twenty", "20 per cent", "20 por ciento". */
const LINKS = new Set(['and', 'per', 'por', 'в', 'في'])
const PERCENT = new Set(
  'percent pct cent prozent ciento процент процента процентов المئة بالمئة المائة'.split(' '),
)

/** The key of two lexemes that are one number; undefined: they are two. */
function joined(before: Lexeme, lexeme: Lexeme, { isLinked }: { isLinked: boolean }): string | undefined {
  const value = Number(before.key.slice(1))
  if (before.kind !== 'number' || Number.isNaN(value)) return undefined
  if (PERCENT.has(lexeme.word)) return `${before.key}%`
  if (lexeme.kind === 'number') return sumOf(before, lexeme, value)
  const scale = isLinked ? undefined : scaleOfWord(lexeme.word)
  return scale === undefined ? undefined : `#${value * scale}`
}

/** "twenty one", "two hundred thirty": words, the second smaller than what the first counts in. */
function sumOf(before: Lexeme, lexeme: Lexeme, value: number): string | undefined {
  const unit = Number(lexeme.key.slice(1))
  if (/\d/.test(before.text + lexeme.text) || !(unit > 0)) return undefined
  const isTens = value >= 20 && value < 100 && value % 10 === 0 && unit < 10
  const isHundreds = value >= 100 && value % 100 === 0 && unit < 100
  return isTens || isHundreds ? `#${value + unit}` : undefined
}
