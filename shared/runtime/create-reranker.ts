import type { RerankEntry } from '../config/rerank-entry.ts'
import { lazily } from '../lib/lazily.ts'
import type { Reranker } from '../ports/reranker.ts'

/** The entry of the models file becomes the reranker; Bedrock's SDK is loaded by the first question. */
export const createReranker = (entry: RerankEntry): Reranker =>
  lazily(async () => {
    const { createBedrockClient } = await import('../adapters/bedrock/client.ts')
    const { createBedrockReranker } = await import('../adapters/bedrock/reranker.ts')
    const { model, region, endpoint_url: endpoint } = entry
    const client = createBedrockClient({ region, endpoint })
    return createBedrockReranker({ model, client, timeoutMs: entry.timeout_s * 1_000 })
  }, ['rerank'])
