import { detectAll } from 'tinyld'

/** Enough to tell a language by; more costs time and changes nothing. */
const LOOKED_AT = 2_000
/** Below this many Latin words the library guesses; then it has to be sure. */
const FEW_WORDS = 3
const SURE = 0.5

const LATIN = 'en de es fr it pt nl sv da no fi pl cs ro hu tr id vi'.split(' ')
const CYRILLIC = 'ru uk be bg sr mk kk'.split(' ')
const ARABIC = 'ar fa ur'.split(' ')

/** Scripts written by one language of note: a single letter of them is proof. */
const ONE_LANGUAGE: readonly (readonly [language: string, script: RegExp])[] = [
  ['ko', /\p{Script=Hangul}+/gu],
  ['el', /\p{Script=Greek}+/gu],
  ['he', /\p{Script=Hebrew}+/gu],
  ['hi', /\p{Script=Devanagari}+/gu],
  ['th', /\p{Script=Thai}+/gu],
]

/** Names of products stand in Chinese text in Latin letters; words like these make an English sentence. */
const ENGLISH_SENTENCE = /\b(?:the|of|is|are|what|who|how|why|to|in|and|does|mean)\b/gi

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/**
 * BCP 47 primary tag of the language that most of the text is in; null when there is nothing to tell it
 * from (numbers, signs, one or two Latin words of no clear language). Looks at the first 2,000 characters.
 */
export function detectLanguage(text: string): string | null {
  const looked = text.slice(0, LOOKED_AT)
  const han = count(looked, /\p{Script=Han}/gu)
  const kana = count(looked, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
  const latin = count(looked, /\p{Script=Latin}+/gu)
  // A Han character weighs two words. Chinese text may quote a little kana, Japanese text is full of it.
  const found: { weight: number; tell: () => string | null }[] = [
    { weight: 2 * (han + kana), tell: () => (kana * 10 >= han ? 'ja' : 'zh') },
    { weight: count(looked, /\p{Script=Cyrillic}+/gu), tell: () => part(looked, CYRILLIC) ?? 'ru' },
    { weight: count(looked, /\p{Script=Arabic}+/gu), tell: () => part(looked, ARABIC) ?? 'ar' },
    ...ONE_LANGUAGE.map(([language, script]) => ({ weight: count(looked, script), tell: () => language })),
    { weight: latin + 2 * count(looked, ENGLISH_SENTENCE), tell: () => partLatin(looked, latin) },
  ]
  const most = found.reduce((best, script) => (script.weight > best.weight ? script : best))
  return most.weight === 0 ? null : most.tell()
}

function part(text: string, only: string[]): string | null {
  return detectAll(text, { only })[0]?.lang ?? null
}

function partLatin(text: string, words: number): string | null {
  const best = detectAll(text, { only: LATIN })[0]
  if (!best || (words < FEW_WORDS && best.accuracy < SURE)) return null
  return best.lang
}
