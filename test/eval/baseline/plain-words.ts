import { newStemmer } from 'snowball-stemmers'
import { questionTerms, tokens } from '../../../shared/text/tokens.ts'

/** How a rule cuts texts and questions into words. */
export type Words = {
  ofText(text: string, language: string): string[]
  ofQuestion(question: string, language: string): string[]
}

const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]`
const LEXEME = new RegExp(String.raw`(${UNSPACED}+)|[[\p{L}\p{M}\p{N}]--${UNSPACED}]+`, 'gv')
const porter = newStemmer('english')
const stems = new Map<string, string>()

function stemmed(word: string): string {
  const known = stems.get(word) ?? porter.stem(word)
  stems.set(word, known)
  return known
}

/**
 * The words of the plain rules, which know nothing of the engine's: stems of English, pairs of Chinese and Japanese
 * characters, other languages as they are written, and no list of words to leave out.
 */
function plainWords(text: string, language: string): string[] {
  const isEnglish = language === 'en'
  return [...text.normalize('NFKC').toLowerCase().matchAll(LEXEME)].flatMap(([lexeme, unspaced]) => {
    if (unspaced === undefined) return [isEnglish ? stemmed(lexeme) : lexeme]
    if (unspaced.length === 1) return [unspaced]
    return Array.from({ length: unspaced.length - 1 }, (_, at) => unspaced.slice(at, at + 2))
  })
}

export const PLAIN: Words = {
  ofText: plainWords,
  ofQuestion: (question, language) => [...new Set(plainWords(question, language))],
}

/** The engine's own words: what is left of a gain over these is not owed to its stems and stop words. */
export const OWN: Words = { ofText: tokens, ofQuestion: questionTerms }
