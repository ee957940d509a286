import { normalise } from './normalise.ts'

const HAN_OR_KANA = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const SPACED_GRAM = 5
const UNSPACED_GRAM = 2

/**
 * The distinct runs of characters of a question by which it can be found in a text that has its words in other
 * forms: five of a word in scripts with spaces, with the space before it; two in Chinese and Japanese.
 */
export function characterGrams(question: string): string[] {
  const found = new Set<string>()
  for (const run of normalise(question).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    const [text, length] = HAN_OR_KANA.test(run) ? [run, UNSPACED_GRAM] : [` ${run}`, SPACED_GRAM]
    if (text.length <= length) found.add(text)
    for (let at = 0; at + length <= text.length; at += 1) found.add(text.slice(at, at + length))
  }
  return [...found]
}

/** A text made ready to be searched for grams. */
export const gramText = (text: string): string => ` ${normalise(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')}`

/** Share of the grams that each text has, 0 to 1; a gram that few of the texts have weighs more. */
export function gramCoverage(grams: readonly string[], texts: readonly string[]): number[] {
  const having = grams.map((gram) => texts.map((text) => text.includes(gram)))
  const weights = having.map((texts_) => {
    const count = texts_.filter((has) => has).length
    return count === 0 ? 0 : Math.log(1 + (texts.length - count + 0.5) / (count + 0.5))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return texts.map((_, index) => {
    if (total === 0) return 0
    return weights.reduce((sum, weight, gram) => sum + (having[gram]?.[index] ? weight : 0), 0) / total
  })
}
