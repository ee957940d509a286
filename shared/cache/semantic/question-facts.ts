import { stem } from '../../text/stems.ts'
import * as zh from './chinese.ts'
import * as en from './english.ts'

/** What a question is after. `any`: "what …", which may be after anything. */
export type Asked =
  | 'how-to'
  | 'amount'
  | 'duration'
  | 'when'
  | 'where'
  | 'who'
  | 'why'
  | 'any'
  | 'yes-no'
  | 'plain'

export type Word = {
  text: string
  stem: string
  /** It tells something: neither a function word nor a number. */
  telling: boolean
  isName: boolean
}

/** All that the decision looks at in one question; made once for each, and kept beside the entry. */
export type QuestionFacts = {
  script: 'latin' | 'han' | 'other'
  /** Lower case, turns that say the same in one form. */
  form: string
  words: readonly Word[]
  /** Stems of the telling words, in order. */
  stems: readonly string[]
  /** Numbers with their units, and codes that hold digits, sorted. */
  numbers: readonly string[]
  /** The numbers as they are asked, joined. */
  inOrder: string
  negations: number
  asked: Asked
  /** Function words that change the answer, sorted. */
  signs: readonly string[]
  modality: 'duty' | 'ability' | 'chance' | 'none'
  tense: 'past' | 'future' | 'present'
  /** Character trigrams (Latin) or pairs (Han), each once. */
  grams: ReadonlySet<string>
}

const HAN = /\p{Script=Han}/gu
const OTHER_LETTER = /(?![\p{Script=Latin}\p{Script=Han}])\p{L}/gu
const LATIN = /\p{Script=Latin}/gu
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** Linear in the length. Never throws. */
export function readQuestion(question: string): QuestionFacts {
  const text = question.normalize('NFKC').replace(/[’‘`]/g, "'").replace(/\s+/g, ' ').trim()
  const script = scriptOf(text)
  return script === 'han' ? readHan(text) : readLatin(text, script)
}

function scriptOf(text: string): QuestionFacts['script'] {
  const [han, latin] = [count(text, HAN), count(text, LATIN)]
  if (count(text, OTHER_LETTER) > 0) return 'other'
  if (han > 0) return han * 2 >= latin ? 'han' : 'other'
  return latin > 0 ? 'latin' : 'other'
}

const rewrite = (text: string, rules: readonly (readonly [RegExp, string])[]): string =>
  rules
    .reduce((form, [pattern, to]) => form.replace(pattern, to), text)
    .replace(/\s+/g, ' ')
    .trim()

/** A code ("WT-4471"), a word, a number. */
const PIECE =
  /#?\p{L}{1,4}-\d{3,}[\p{L}\p{N}-]*|\p{L}[\p{L}\p{M}]*(?:'\p{L}+)?(?:\+\+|#(?!\d))?|#?[\p{L}-]*\d[\p{L}\p{N}]*(?:[.,:/-]\d[\p{L}\p{N}]*)*%?/gu

function readLatin(text: string, script: QuestionFacts['script']): QuestionFacts {
  const names = namesIn(text)
  const form = rewrite(text.toLowerCase(), en.SAME_TURNS)
  const pieces = form.match(PIECE) ?? []
  const numbers: string[] = []
  const words: Word[] = []
  for (const [at, piece] of pieces.entries()) {
    const number = numberOf(piece)
    if (number !== undefined) numbers.push(withUnit(number, pieces[at + 1]))
    else words.push(toWord(piece, names))
  }
  const texts = words.map((word) => word.text)
  return {
    script,
    form,
    words,
    stems: words.filter(({ telling }) => telling).map((word) => word.stem),
    inOrder: numbers.join(' '),
    numbers: numbers.sort(),
    negations: texts.filter((word) => en.NEGATORS.has(word)).length,
    asked: askedInLatin(form, texts),
    signs: texts.filter((word) => en.TELLING_SIGNS.has(word)).sort(),
    modality: modalityOf(texts, form),
    tense: tenseOf(texts),
    grams: gramsOf(form.replace(/[^\p{L}\p{N} ]/gu, ''), 3),
  }
}

function namesIn(text: string): ReadonlySet<string> {
  const words = [...text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)]
  const isShouted = words.filter(([word]) => /^\p{Lu}/u.test(word)).length > words.length * 0.7
  if (isShouted && words.length > 5) return new Set()
  const inside = words.filter(
    ({ index }) => !/(?:^|[.?!:"]\s*)$/.test(text.slice(Math.max(0, index - 3), index)),
  )
  return new Set(
    inside.filter(([word]) => /^\p{Lu}/u.test(word) && word !== 'I').map(([word]) => word.toLowerCase()),
  )
}

function toWord(piece: string, names: ReadonlySet<string>): Word {
  const text = piece.replace(/'s$/, '').replaceAll("'", '')
  const isName = names.has(text)
  const telling =
    isName ||
    !(en.EMPTY_WORDS.has(text) || en.TELLING_SIGNS.has(text) || en.NEGATORS.has(text) || text.length < 2)
  return { text, stem: stem(en.IRREGULAR.get(text) ?? text, 'en'), telling, isName }
}

function numberOf(piece: string): string | undefined {
  if (!/\d/.test(piece)) return en.NUMBER_WORDS.get(piece)
  return piece
    .replace(/^[#-]+/, '')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/(\d)(?:st|nd|rd|th)$/, '$1')
    .replace(/\.0+$/, '')
}

/** "5 mg" and "5mg" are one number; a plural is no other unit. */
function withUnit(number: string, next: string | undefined): string {
  return next !== undefined && en.UNITS.test(next) ? `${number}${stem(next, 'en')}` : number
}

const LATIN_ASKED: readonly (readonly [RegExp, Asked])[] = [
  [/\bhow (?:much|many)\b|\bwhat (?:is|are) (?:the )?(?:number|amount|total|quantity)\b/, 'amount'],
  [/\bhow (?:long|often|old)\b/, 'duration'],
  [/\bhow to\b/, 'how-to'],
  [/\bwhy\b/, 'why'],
  [/\bwhen\b(?! (?:i|you|we|they|he|she|it|the|a)\b)/, 'when'],
  [/\bwhere\b/, 'where'],
  [/\bwho(?:m|se)?\b/, 'who'],
  [/\b(?:what|which)\b/, 'any'],
  [/\bhow\b/, 'how-to'],
  [/^(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|must|am)\b/, 'yes-no'],
]

function askedInLatin(form: string, words: readonly string[]): Asked {
  if (
    /^(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|must|am)$/.test(
      words[0] ?? '',
    )
  )
    return 'yes-no'
  return LATIN_ASKED.find(([pattern]) => pattern.test(form))?.[1] ?? 'plain'
}

function modalityOf(words: readonly string[], form: string): QuestionFacts['modality'] {
  const has = (list: ReadonlySet<string>) => words.some((word) => list.has(word))
  if (has(en.DUTY) || /\b(?:have|has|had|needs?) to\b/.test(form)) return 'duty'
  if (has(en.CHANCE)) return 'chance'
  return has(en.ABILITY) ? 'ability' : 'none'
}

function tenseOf(words: readonly string[]): QuestionFacts['tense'] {
  if (words.some((word) => en.PAST.has(word) || word === 'formerly')) return 'past'
  return words.some((word) => word === 'will' || word === 'gonna') ? 'future' : 'present'
}

function gramsOf(text: string, size: number): ReadonlySet<string> {
  const padded = size === 2 ? text : ` ${text} `
  const grams = new Set<string>()
  for (let at = 0; at + size <= padded.length; at += 1) grams.add(padded.slice(at, at + size))
  return grams
}

const HAN_ASKED: readonly (readonly [RegExp, Asked])[] = [
  [/多少|几/, 'amount'],
  [/何时/, 'when'],
  [/哪里/, 'where'],
  [/谁/, 'who'],
  [/为什么/, 'why'],
  [/怎么/, 'how-to'],
  [/什么|哪|啥/, 'any'],
  [/吗|是|能|会|要/, 'yes-no'],
]
const HAN_NUMBER = /[\d.]+|[a-z][a-z0-9.-]*\d[a-z0-9.-]*|[〇零一二两三四五六七八九十百千万亿]+/g
const HAN_WORD = /[a-z]+|[^a-z\d]/gu
const EMPTY_HAN = new Set(zh.EMPTY.source)
const HAN_SIGN = /只|都|最|更|前|后|上|下|内|外|从|到|比|被|把|让|第/g

function readHan(text: string): QuestionFacts {
  const bare = text.toLowerCase()
  const form = rewrite(bare, zh.SAME_TURNS)
  const plain = form.replace(zh.NO_NEGATOR, '')
  const core = form.replace(zh.EMPTY, '')
  const numbers = (form.match(HAN_NUMBER) ?? []).map(toDigits)
  const stems = core.match(HAN_WORD) ?? []
  return {
    script: 'han',
    form,
    words: (form.match(HAN_WORD) ?? []).map((text) => ({
      text,
      stem: text,
      telling: !EMPTY_HAN.has(text),
      isName: false,
    })),
    stems,
    numbers: [...numbers].sort(),
    inOrder: numbers.join(' '),
    negations: count(plain, zh.NEGATOR),
    asked: HAN_ASKED.find(([pattern]) => pattern.test(form))?.[1] ?? 'plain',
    signs: (form.match(HAN_SIGN) ?? []).sort(),
    modality: /应该|必须|需要|得|要/.test(form) ? 'duty' : /能|会/.test(form) ? 'ability' : 'none',
    tense: /过|曾/.test(form) ? 'past' : /将|会/.test(form) ? 'future' : 'present',
    grams: gramsOf(core, 2),
  }
}

const DIGITS = '〇一二三四五六七八九'
const toDigits = (number: string): string =>
  number
    .replaceAll('零', '〇')
    .replaceAll('两', '二')
    .replace(/^十$/, '10')
    .replace(/^十(?=[一-九])/, '1')
    .replace(/[〇一二三四五六七八九]/g, (digit) => String(DIGITS.indexOf(digit)))
