import { newStemmer, type Stemmer } from 'snowball-stemmers'

/** BCP 47 tag -> Snowball algorithm; `english` is Porter2. */
const LATIN: Partial<Record<string, string>> = {
  en: 'english',
  de: 'german',
  es: 'spanish',
  fr: 'french',
  it: 'italian',
  pt: 'portuguese',
  nl: 'dutch',
}
/** In texts of these, words in Latin letters are most often English. */
const NOT_LATIN = new Set('zh ja ko ru uk be bg sr mk kk ar fa ur el he hi th'.split(' '))

/** Words remembered for one algorithm: the library takes 6 µs a word, the map 0.1 µs. */
const REMEMBERED = 50_000

type Memory = { stemmer: Stemmer; stems: Map<string, string> }
const memories = new Map<string, Memory>()

/**
 * The stem of a normalised word, without accents. The script of the word decides whether the rules of
 * `language` (BCP 47 primary tag) fit; a word that no rules fit comes back as it is.
 */
export function stem(word: string, language: string): string {
  const algorithm = algorithmFor(word, language)
  if (algorithm === undefined) return word
  const { stemmer, stems } = memoryOf(algorithm)
  const known = stems.get(word)
  if (known !== undefined) return known
  const found = withoutAccents(stemmer.stem(word.replaceAll('ё', 'е')))
  if (stems.size >= REMEMBERED) stems.clear()
  stems.set(word, found)
  return found
}

function algorithmFor(word: string, language: string): string | undefined {
  const first = word.charCodeAt(0)
  if (first >= 0x61 && first < 0x250) return NOT_LATIN.has(language) ? 'english' : (LATIN[language] ?? 'none')
  if (first >= 0x400 && first < 0x530 && language === 'ru') return 'russian'
  if (first >= 0x600 && first < 0x700 && language === 'ar') return 'arabic'
  return undefined
}

function memoryOf(algorithm: string): Memory {
  const known = memories.get(algorithm)
  if (known) return known
  const stemmer = algorithm === 'none' ? { stem: (word: string) => word } : newStemmer(algorithm)
  const memory = { stemmer, stems: new Map<string, string>() }
  memories.set(algorithm, memory)
  return memory
}

/** People leave accents out of questions: "Beyoncé", "México", "ёлка". */
function withoutAccents(word: string): string {
  if (!/[^ -~]/.test(word)) return word
  return word
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
}
