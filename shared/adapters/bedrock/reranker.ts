import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import type { Reranker } from '../../ports/reranker.ts'
import { type InvokeOptions, invokeModel } from './invoke-model.ts'
import { errorOfProtocol } from './map-error.ts'
import { startsWithModel } from './model-id.ts'

type Question = { query: string; documents: readonly string[]; limit: number }

/** By how the model's id begins. The two answer alike. */
const TO_VENDOR: Readonly<Record<string, (question: Question) => Record<string, unknown>>> = {
  'cohere.rerank-v3-5': ({ query, documents, limit }) => ({ query, documents, top_n: limit, api_version: 2 }),
  // Always tells all of them.
  'amazon.rerank-v1': ({ query, documents }) => ({ query, documents }),
}

const Answer = z
  .object({
    results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })),
  })
  .transform(({ results }) => results.map(({ index, relevance_score: score }) => ({ index, score })))

/** A reranker of Amazon Bedrock: Cohere Rerank 3.5 or Amazon Rerank 1.0; throws `invalid_setting` for another. */
export function createBedrockReranker(options: InvokeOptions): Reranker {
  const { model } = options
  const toVendor = Object.entries(TO_VENDOR).find(([id]) => startsWithModel(model, id))?.[1]
  if (toVendor === undefined) {
    const known = Object.keys(TO_VENDOR).join(', ')
    throw new IngotError('invalid_setting', `"${model}": not a reranker that is known; known: ${known}`)
  }
  return {
    async rerank(query, documents, { signal, limit }) {
      signal.throwIfAborted()
      const wanted = Math.min(limit, documents.length)
      if (wanted <= 0) return []
      const body = toVendor({ query, documents, limit: wanted })
      const ranked = await invokeModel(options, body, { answer: Answer, signal })
      const places = new Set(ranked.map(({ index }) => index))
      if (places.size !== ranked.length || ranked.some(({ index }) => index >= documents.length)) {
        throw errorOfProtocol('The reranker told a document twice, or one that there is not.', ranked)
      }
      return ranked.sort((one, other) => other.score - one.score).slice(0, wanted)
    },
  }
}
