import type { Candidate } from './candidates.ts'

export type Plant = (candidate: Candidate, language: string) => string | undefined

/** Words that say nearly the same, for sentences that are told again. */
const SAID_OTHERWISE: readonly [RegExp, string][] = [
  [/\bmany\b/, 'numerous'],
  [/\bbegan\b/, 'started'],
  [/\bapproximately\b/, 'about'],
  [/\blocated in\b/, 'situated in'],
  [/\bbecause\b/, 'since'],
  [/\bhowever,?\s/i, ''],
  [/\balso\s/, ''],
  [/\bsuch as\b/, 'like'],
  [/\bdid not\b/, "didn't"],
  [/\bwas not\b/, "wasn't"],
  [/\bis not\b/, "isn't"],
  [/\bcannot\b/, "can't"],
  [/\bbecame\b/, 'turned into'],
  [/\blarge\b/, 'big'],
  [/\bseveral\b/, 'a number of'],
  [/\bpercent\b/, '%'],
  [/\btwo\b/, '2'],
  [/\bthree\b/, '3'],
  [/\bfour\b/, '4'],
  [/\bwhich\b/, 'that'],
  [/\bused\b/, 'employed'],
  [/\bthroughout\b/, 'across'],
]

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DATE = new RegExp(`\\b(?:on )?(${MONTHS.join('|')}) (\\d{1,2}), (\\d{4})\\b`)
const twoDigits = (value: number | string) => String(value).padStart(2, '0')

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const words = (text: string) => text.split(/\s+/).length

/** Claims that the passage backs. */
export const TRUE_CLAIMS: Readonly<Record<string, Plant>> = {
  verbatim: ({ text }) => text,
  clause({ text }, language) {
    const [first = '', ...rest] = text.split(language === 'zh' ? /，/ : /, /)
    const isLong = language === 'zh' ? first.length >= 10 : words(first) >= 6
    return rest.length > 0 && isLong ? `${first}${language === 'zh' ? '。' : '.'}` : undefined
  },
  turned({ text }, language) {
    if (language === 'zh') return undefined
    const [first = '', second = '', ...rest] = text.replace(/\.$/, '').split(/, /)
    if (rest.length > 0 || words(first) < 3 || words(second) < 3) return undefined
    return `${capital(second)}, ${first}.`
  },
  joined({ text, next }, language) {
    if (next === undefined || next.length > 200 || !/[.。]$/.test(next)) return undefined
    return language === 'zh'
      ? `${text.replace(/。$/, '，')}${next}`
      : `${text.replace(/\.$/, '')}, and ${next}`
  },
  reworded({ text }, language) {
    if (language !== 'en') return undefined
    const told = SAID_OTHERWISE.reduce((sofar, [from, to]) => sofar.replace(from, to), text)
    return told === text ? undefined : capital(told)
  },
  attributed({ text }, language) {
    if (language !== 'en' && language !== 'zh') return undefined
    return language === 'zh' ? `根据该资料，${text}` : `According to the source, ${text}`
  },
  dated({ text }, language) {
    const told = text.replace(
      DATE,
      (_, month, day, year) => `on ${year}-${twoDigits(MONTHS.indexOf(month) + 1)}-${twoDigits(day)}`,
    )
    return language !== 'en' || told === text ? undefined : told
  },
  shortened({ text }) {
    const told = text.replace(/\s?\([^)]*\)|（[^）]*）/g, '')
    return told === text ? undefined : told
  },
}
