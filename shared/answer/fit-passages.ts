import { cutToTokens, estimateTokens } from '../lib/estimate-tokens.ts'
import type { WriterPassage } from '../ports/synopsis-writer.ts'

/** Shorter pieces of a passage say too little. */
const PIECE_AT_LEAST_TOKENS = 24

/**
 * The best passages that fit into `tokens`, in the order given; the last that is taken is cut to fit.
 * `frame` is what stands around a passage's text in the prompt.
 */
export function fitPassages(
  passages: readonly WriterPassage[],
  tokens: number,
  frame: (passage: WriterPassage) => string,
): WriterPassage[] {
  const taken = new Map<WriterPassage, WriterPassage>()
  let left = tokens
  for (const passage of [...passages].sort((one, other) => other.score - one.score)) {
    left -= estimateTokens(frame(passage))
    const needed = estimateTokens(passage.text)
    if (needed > left && left < PIECE_AT_LEAST_TOKENS) break
    const text = needed > left ? cutToTokens(passage.text, left) : passage.text
    taken.set(passage, { ...passage, text })
    left -= needed
  }
  return passages.flatMap((passage) => taken.get(passage) ?? [])
}
