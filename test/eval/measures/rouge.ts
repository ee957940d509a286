import { tokens } from '../../../shared/text/tokens.ts'

export type Rouge = { rouge1: number; rouge2: number; rougeL: number }

/** F1 of ROUGE-1, -2 and -L over stemmed words, against the reference that gives the best ROUGE-1. */
export function bestRouge(text: string, references: readonly string[], language: string): Rouge {
  const words = tokens(text, language)
  const scores = references.map((reference) => rouge(words, tokens(reference, language)))
  return scores.reduce((best, score) => (score.rouge1 > best.rouge1 ? score : best), {
    rouge1: 0,
    rouge2: 0,
    rougeL: 0,
  })
}

function rouge(words: readonly string[], reference: readonly string[]): Rouge {
  return {
    rouge1: overlapF1(words, reference),
    rouge2: overlapF1(pairs(words), pairs(reference)),
    rougeL: f1(longestCommonSubsequence(words, reference), words.length, reference.length),
  }
}

const pairs = (words: readonly string[]) => words.slice(1).map((word, index) => `${words[index]} ${word}`)

/** F1 of two multisets. */
export function overlapF1(found: readonly string[], wanted: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const item of wanted) counts.set(item, (counts.get(item) ?? 0) + 1)
  let shared = 0
  for (const item of found) {
    const left = counts.get(item) ?? 0
    if (left > 0) {
      shared += 1
      counts.set(item, left - 1)
    }
  }
  return f1(shared, found.length, wanted.length)
}

export const f1 = (shared: number, found: number, wanted: number): number =>
  shared === 0 ? 0 : (2 * shared) / (found + wanted)

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const row = [0]
    for (let j = 1; j <= b.length; j += 1) {
      row.push(word === b[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0))
    }
    above = row
  }
  return above[b.length] ?? 0
}
