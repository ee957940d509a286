import { normalise } from './normalise.ts'
import { stem } from './stems.ts'
import { stopWords } from './stopwords.ts'

const LETTERS = String.raw`[\p{L}\p{M}\p{N}]`
/** Scripts written without spaces, cut by the dictionary of `Intl.Segmenter`. */
const UNSPACED = String.raw`[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]&&${LETTERS}]`
const SPACED = `[${LETTERS}--${UNSPACED}]`
/** A run of an unspaced script, or a word that may hold apostrophes, points and commas: "don't", "3.5". */
const LEXEME = new RegExp(
  `(${UNSPACED}+)|${SPACED}+(?:['’.,]${SPACED}+)*(?:(?:\\+\\+|#)(?!${LETTERS}))?`,
  'gv',
)
/** Words longer than this are data (a hash, base64), and nobody asks for them. */
const LONGEST_WORD = 64
const LONGEST_ACRONYM = 8
const ELIDING = new Set(['fr', 'it', 'ca'])

/**
 * The index terms of a text, in order, repeated as often as they stand there: normalised words, stemmed by
 * the rules of `language` (BCP 47). Long Chinese and Korean words are followed by their
 * pairs of characters, so that "高速公路" is found by "公路", and a Korean word without its particle.
 */
export function tokens(text: string, language: string): string[] {
  const primary = primaryTag(language)
  return words(text, primary).map((word) => stem(word, primary))
}

/**
 * The distinct terms of a question without stop words and question words; the plain distinct terms when
 * nothing else is left ("The Who"). `stemmedAs` is the language of the text that is searched, where it is
 * not that of the question.
 */
export function questionTerms(text: string, language: string, stemmedAs = language): string[] {
  const primary = primaryTag(language)
  const all = words(text, primary)
  const stops = stopWords(primary)
  const telling = all.filter((word) => !stops.has(word))
  const kept = telling.length > 0 ? telling : all
  const rules = primaryTag(stemmedAs)
  return [...new Set(kept.map((word) => stem(word, rules)))]
}

/** "zh-Hant-TW" -> "zh" */
const primaryTag = (language: string) => language.split('-', 1)[0]?.toLowerCase() ?? ''

function words(text: string, language: string): string[] {
  const found: string[] = []
  for (const [lexeme, unspaced] of normalise(text).matchAll(LEXEME)) {
    if (unspaced !== undefined) pushSegments(unspaced, found)
    else pushWords(lexeme, language, found)
  }
  return found
}

const HAN = /^\p{Script=Han}+$/u
const HANGUL = /^\p{Script=Hangul}+$/u

/** Pairs of words of three, which are mostly names, lost 2.5 points of recall@1 on DRCD. */
const LONG_HAN = 4
const LONG_HANGUL = 3

/** ICU tells the script by itself; the locale changes nothing where it has a dictionary. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

function pushSegments(run: string, found: string[]): void {
  for (const { segment } of segmenter.segment(run)) {
    found.push(segment)
    if (segment.length >= LONG_HAN && HAN.test(segment)) pushPairs(segment, found)
  }
}

/** "高速公路" adds 高速, 速公, 公路. */
function pushPairs(word: string, found: string[]): void {
  const characters = [...word]
  for (let at = 1; at < characters.length; at += 1) found.push(`${characters[at - 1]}${characters[at]}`)
}

function pushWords(lexeme: string, language: string, found: string[]): void {
  if (!/['’.,]/.test(lexeme)) {
    if (lexeme.length > LONGEST_WORD) return
    found.push(lexeme)
    if (lexeme.length >= LONG_HANGUL && HANGUL.test(lexeme)) pushPairs(lexeme, found)
    return
  }
  // "node.js" is two words, "3.5" and "10.04.1" are one, "1,000" is 1000.
  const parts = lexeme.split(/(?<!\p{N})[.,]|[.,](?!\p{N})/u)
  // "U.S.A"
  if (parts.length > 1 && parts.length < LONGEST_ACRONYM && parts.every((part) => part.length === 1)) {
    found.push(parts.join(''))
    return
  }
  for (const part of parts) {
    for (const word of inner(part, language)) if (word.length <= LONGEST_WORD) found.push(word)
  }
}

function inner(part: string, language: string): string[] {
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(part)) return [part.replaceAll(',', '')]
  // "l'homme" is two words, but "don't" is dont and "Obama's" obama.
  if (ELIDING.has(language)) return part.split(/['’,]/)
  return part
    .replace(/['’]s$/, '')
    .replace(/['’]/g, '')
    .split(',')
}
