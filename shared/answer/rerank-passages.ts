import { type IngotError, toIngotError } from '../errors.ts'
import type { Reranker } from '../ports/reranker.ts'
import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../text/planted-instructions.ts'

/** Who reads question and passage together, and what one question of it costs. */
export type Rerank = { reranker: Reranker; usdPerQuery: number }

export type Reranked = { passages: WriterPassage[]; usd: number; failure: IngotError | null }

/**
 * The best `limit` of passages that were ranked by their words, as a reranker orders them. Scores stay those of the
 * places, since writers know what they mean. A passage that speaks to the machine that reads it is not shown to it,
 * and comes last. When the reranker fails, the words' order stands. Throws the reason of `signal`.
 */
export async function rerankPassages(
  question: string,
  passages: readonly WriterPassage[],
  { rerank, limit, signal }: { rerank: Rerank | undefined; limit: number; signal: AbortSignal },
): Promise<Reranked> {
  const asRanked = { passages: passages.slice(0, limit), usd: 0, failure: null }
  if (!rerank || passages.length < 2) return asRanked
  const texts = passages.map(({ title, text }) => `${title}\n${text}`)
  const plain = passages.flatMap((_, index) => (hasPlantedInstruction(texts[index] ?? '') ? [] : index))
  try {
    const order = await rerank.reranker.rerank(
      question,
      plain.map((index) => texts[index] ?? ''),
      { signal, limit: plain.length },
    )
    const first = order.map(({ index }) => plain[index] ?? -1)
    const rest = passages.map((_, index) => index).filter((index) => !first.includes(index))
    const ordered = [...first, ...rest].flatMap((index) => passages[index] ?? [])
    return {
      passages: ordered
        .map((passage, place) => ({ ...passage, score: passages[place]?.score ?? 0 }))
        .slice(0, limit),
      usd: rerank.usdPerQuery,
      failure: null,
    }
  } catch (thrown) {
    signal.throwIfAborted()
    return { ...asRanked, failure: toIngotError(thrown) }
  }
}
