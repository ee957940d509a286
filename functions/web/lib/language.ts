import { english } from './words-en.ts'
import { chinese } from './words-zh.ts'

export type Words = typeof english
export type Language = 'en' | 'zh'

const TABLES: Record<Language, Words> = { en: english, zh: chinese }
const STORED_AS = 'ingot-language'

const bound = new Set<() => void>()
let chosen: Language = firstChoice()

function firstChoice(): Language {
  const stored = localStorage.getItem(STORED_AS)
  if (stored === 'en' || stored === 'zh') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export const language = (): Language => chosen
export const words = (): Words => TABLES[chosen]

/** Runs `put` now, and again whenever another language is chosen. */
export function bindWords(put: () => void): void {
  bound.add(put)
  put()
}

export function chooseLanguage(next: Language): void {
  chosen = next
  localStorage.setItem(STORED_AS, next)
  document.documentElement.lang = LANGUAGE_TAG[next]
  for (const put of bound) put()
}

const LANGUAGE_TAG: Record<Language, string> = { en: 'en', zh: 'zh-Hans' }
document.documentElement.lang = LANGUAGE_TAG[chosen]

/** "3 minutes", "2 hours": one unit is enough. */
export function spanOfTime(seconds: number): string {
  const [value, unit] = LARGEST_FIRST.find(([size]) => seconds >= size) ?? [1, 'second']
  const format = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const
  return new Intl.NumberFormat(LANGUAGE_TAG[chosen], format).format(Math.floor(seconds / value))
}
const LARGEST_FIRST = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(LANGUAGE_TAG[chosen], { maximumFractionDigits: digits }).format(value)
