import { estimateTokens } from '../estimate-tokens.ts'
import type { ChunkUsage } from './chunk.ts'

/** Tokens, as the port of language models counts them. */
export type Usage = {
  inputTokens: number
  outputTokens: number
  reasoningTokens: number
  cachedInputTokens?: number
}

/** What the vendor counted; where it did not count, or counted nothing, an estimate. */
export function usageOf(
  counted: ChunkUsage | null | undefined,
  { prompt, text, reasoning }: { prompt: readonly { content: string }[]; text: string; reasoning: string },
): Usage {
  const thought = estimateTokens(reasoning)
  const all = estimateTokens(text) + thought
  const outputTokens = counted?.completion_tokens || all
  const inputTokens =
    counted?.prompt_tokens || estimateTokens(prompt.map(({ content }) => content).join('\n'))
  const cached = counted?.prompt_tokens_details?.cached_tokens ?? counted?.prompt_cache_hit_tokens
  return {
    inputTokens,
    outputTokens,
    reasoningTokens:
      counted?.completion_tokens_details?.reasoning_tokens ??
      // The output counted as a whole: the reasoning's share of it is that of its length.
      (all === 0 ? 0 : Math.floor((outputTokens * thought) / all)),
    ...(typeof cached === 'number' && { cachedInputTokens: Math.min(cached, inputTokens) }),
  }
}
