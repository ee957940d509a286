import { createOpenAiCompatibleEmbeddingModel } from '../adapters/openai-compatible/embedding-model.ts'
import type { EmbeddingEntry } from '../config/models.ts'
import type { EmbeddingModel } from '../ports/embedding-model.ts'
import { keyOf } from './key-of.ts'

/**
 * An entry of the models file becomes the embedding model. Throws `invalid_setting` when its key is not there,
 * or when Bedrock's model is not known or has not so many dimensions.
 */
export async function createEmbeddingModel(entry: EmbeddingEntry): Promise<EmbeddingModel> {
  switch (entry.adapter) {
    case 'openai-compatible': {
      const timeoutMs = entry.timeout_s * 1_000
      return createOpenAiCompatibleEmbeddingModel({ entry, apiKey: keyOf(entry), timeoutMs })
    }
    case 'sentence-encoder':
      return (await import('../adapters/sentence-encoder/embedding-model.ts')).createSentenceEncoder()
    case 'bedrock': {
      const { createBedrockClient } = await import('../adapters/bedrock/client.ts')
      const { createBedrockEmbeddingModel } = await import('../adapters/bedrock/embedding-model.ts')
      const { model, region, endpoint_url: endpoint, dimensions } = entry
      const client = createBedrockClient({ region, endpoint })
      return createBedrockEmbeddingModel({ model, client, dimensions, timeoutMs: entry.timeout_s * 1_000 })
    }
  }
}
