import { changesWhenLowered } from './cased-words.ts'

/** Part of the key of an answer. Another form for any question needs another number. */
export const NORMALISATION_VERSION = 1

const ASCII = /^[\0-\x7f]*$/
/** Lines set in are code without fences: every space and capital of it counts. */
const SET_IN = /\n(?: {2}|\t)[ \t]*\S/

/**
 * What keeps its capitals and signs: code, quotations, addresses, flags (`-R`), escapes (`\D`, `%Y`). A single
 * quote opens one only before a word and closes it only after one, so that apostrophes do neither.
 */
const KEPT =
  /```[\s\S]*?```|`[^`]*`|"[^"]*"|(?<![^\s([])'(?=[^\s'])(?:[^']|(?<=\w)'(?=\w))*(?<!\s)'(?![\p{L}\p{N}])|https?:\/\/[^\s"`]*[^\s"`.?!,;:)。，；！？]|(?<!\S)-[A-Za-z]\w*|\\[A-Za-z]|%[A-Za-z](?![A-Za-z])/giu
const MAY_HOLD_KEPT = /["'`\\%]|:\/\/|(?:^|\s)-/

/** The form that two questions must share to share an answer. Idempotent; linear in the length. */
export function normaliseQuestion(text: string): string {
  const asked = text.trim()
  if (SET_IN.test(asked)) return asked
  const known = ASCII.test(asked) ? asked : unify(asked).trim()
  const fold = isShouted(known) ? lower : lowerButNames
  if (!MAY_HOLD_KEPT.test(known)) return fold(withoutEnd(tidy(known)))
  let form = ''
  let from = 0
  for (const { 0: kept, index } of known.matchAll(KEPT)) {
    form += fold(tidy(known.slice(from, index)))
    form += kept.startsWith('`') ? kept : kept.replace(/\s+/g, ' ')
    from = index + kept.length
  }
  return form + fold(withoutEnd(tidy(known.slice(from)), form))
}

const tidy = (part: string): string => withoutContractions(part.replace(/\s+/g, ' '))

/**
 * Signs of another shape and the same meaning. NFKC as a whole would take more: it makes 10² a 102, 2½ a 21/2
 * and ℝ an R.
 */
function unify(text: string): string {
  let form = ''
  let from = 0
  for (const { 0: code, index } of text.matchAll(/```[\s\S]*?```|`[^`]*`/g)) {
    form += unifyPart(text.slice(from, index)) + code
    from = index + code.length
  }
  return form + unifyPart(text.slice(from))
}

/** Full and half width, ligatures, Roman numerals, radicals, Arabic letters by position. */
const BY_SHAPE =
  /[\uff00-\uff3f\uff41-\uffef\ufb00-\ufb06\u2160-\u217f\u2f00-\u2fdf\ufb50-\ufdff\ufe70-\ufefc]+/g
/** Soft hyphen, zero-width space, word joiner, marks of direction. Joiners stay: emoji are made with them. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g
/** "用 Python 写" and "用Python写" */
const SPACE_BESIDE_HAN = /(?<=\p{sc=Han})\s+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])\s+(?=\p{sc=Han})/gu

const unifyPart = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(BY_SHAPE, (shaped) => shaped.normalize('NFKC'))
    .replaceAll('İ', 'i')
    .normalize('NFC')
    .replace(/[‘’‚‛ʼ´‹›]/g, "'")
    .replace(/[“”„‟«»「」『』]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/…/g, '...')
    .replace(/^[¿¡]+(?=[\p{L}\p{N}])/u, '')
    .replace(SPACE_BESIDE_HAN, '')

/** At least three words and no small letter: the capitals say nothing. */
const isShouted = (text: string): boolean =>
  !/[\p{Ll}\p{Lo}]/u.test(text) && text.split(/\s+/).filter((word) => /\p{Lu}/u.test(word)).length >= 3

/** Some pairs of a letter and an accent exist as one character in lower case only. */
const lower = (text: string): string => {
  const small = text.toLowerCase()
  return ASCII.test(small) ? small : small.normalize('NFC')
}

function lowerButNames(text: string): string {
  let form = ''
  let from = 0
  for (const { 0: word, index } of text.matchAll(/(?<![A-Za-z0-9])[a-z0-9]*[A-Z][A-Za-z0-9]*/g)) {
    const isKept = word.length === 1 ? isSymbol(text, index) : changesWhenLowered(word)
    if (!isKept) continue
    form += lower(text.slice(from, index)) + word
    from = index + word.length
  }
  return form + lower(text.slice(from))
}

/** A capital that stands alone: G is not g, R is not r. Not so in "J. K.", "X-ray", "C++", "A" and "I". */
const isSymbol = (text: string, at: number): boolean =>
  !/[AI]/.test(text.charAt(at)) &&
  !/[^\s(,]/.test(text.charAt(at - 1)) &&
  !/[^\s),?!:;]/.test(text.charAt(at + 1))

const NOT =
  /(?<![\p{L}\p{N}_])(do|does|did|is|are|was|were|have|has|had|would|should|could|must|need)n't(?![\p{L}\p{M}\p{N}_])/giu
const SHORT =
  /(?<![\p{L}\p{N}_])(i'm|(?:i|you|we|they)'(?:ve|ll)|(?:you|we|they)'re|(?:he|she|it)'ll|can't|won't)(?![\p{L}\p{M}\p{N}_])/giu
/** "what's been", "who's eaten" may be "has", so a participle leaves it as it is. */
const IS =
  /(?<![\p{L}\p{N}_])(what|where|who|when|why|how|that|there)'s(?= (?!\w+(?:ed|en)\b|(?:got|had|gone|become|come|done|made)\b))/giu
const ENDINGS: Record<string, string> = { "'m": ' am', "'ve": ' have', "'ll": ' will', "'re": ' are' }
const WHOLE: Record<string, string> = { "can't": 'cannot', "won't": 'will not' }

function withoutContractions(text: string): string {
  if (!text.includes("'")) return text
  return text
    .replace(NOT, '$1 not')
    .replace(
      SHORT,
      (short) =>
        WHOLE[short.toLowerCase()] ?? short.replace(/'.*/, (tail) => ENDINGS[tail.toLowerCase()] ?? tail),
    )
    .replace(IS, '$1 is')
}

const END = /[.?!。؟।]/
/** Holds a letter or a digit, and nothing that code is made of. */
const WORD = /^(?=.*[^\0-/:-@[-`{-\x7f])(?:[^\\*$^=<>|{}[\]~&]|\$(?=\d))*$/su
/** "5!", "(a+b)!", "n!" */
const MAY_HAVE_FACTORIAL = /(?:[\d)]|(?<![\p{L}\p{M}\p{N}'])\p{L})$/u

/**
 * Without the signs that end a sentence. They stay where they may be what is asked about: "what is ?.",
 * "exit code $?", "5!". `before` is the form of what stands before the text.
 */
function withoutEnd(text: string, before = ''): string {
  const start = startOfRun(text, (sign) => END.test(sign))
  const signs = text.slice(start)
  if (signs === '') return text
  const rest = text.slice(0, start)
  if (rest === '' && /["'`]$/.test(before)) return ''
  const sentence = (before + rest).trimEnd()
  const word = sentence.slice(startOfRun(sentence, (sign) => !/\s/.test(sign)))
  if (!WORD.test(word)) return text
  if (sentence.length < before.length + rest.length) {
    return signs === '?' && !END.test(word.slice(-1)) ? rest.trimEnd() : text
  }
  if (!signs.startsWith('!') || !MAY_HAVE_FACTORIAL.test(word)) return rest
  return rest + /^!*/.exec(signs)
}

function startOfRun(text: string, belongs: (sign: string) => boolean): number {
  let start = text.length
  while (start > 0 && belongs(text.charAt(start - 1))) start -= 1
  return start
}
