import { IngotError } from '../../errors.ts'
import { inBatches } from '../../lib/in-batches.ts'
import { unitVectors } from '../../lib/unit-vectors.ts'
import type { EmbeddingModel } from '../../ports/embedding-model.ts'
import { FAMILIES } from './embedding-families.ts'
import { type InvokeOptions, invokeModel } from './invoke-model.ts'
import { startsWithModel } from './model-id.ts'

export type BedrockEmbeddingOptions = InvokeOptions & {
  /** Default: the most that the model has. */
  dimensions?: number | undefined
  /** Calls at once, of one `embed`. Default 4. */
  maxConcurrency?: number
}

/**
 * An embedding model of Amazon Bedrock: Titan Text v1 or v2, Cohere Embed v3 or v4. Throws `invalid_setting` for
 * another one, and for dimensions that it does not have.
 */
export function createBedrockEmbeddingModel(options: BedrockEmbeddingOptions): EmbeddingModel {
  const { model, maxConcurrency = 4 } = options
  const family = FAMILIES.find(({ id }) => startsWithModel(model, id))
  if (family === undefined) {
    const known = FAMILIES.map(({ id }) => id).join(', ')
    throw new IngotError(
      'invalid_setting',
      `"${model}": not an embedding model that is known; known: ${known}`,
    )
  }
  const dimensions = options.dimensions ?? family.dimensions[0]
  if (!family.dimensions.includes(dimensions)) {
    const known = family.dimensions.join(', ')
    throw new IngotError('invalid_setting', `"${model}" has no ${dimensions} dimensions; known: ${known}`)
  }

  const { textsPerCall, toVendor, answer } = family
  return {
    id: `${model}/${dimensions}`,
    dimensions,
    embed: (texts, { kind, signal }) =>
      inBatches(texts, { size: textsPerCall, limit: maxConcurrency, signal }, async (batch, either) => {
        const body = toVendor({ texts: batch, kind, dimensions })
        const rows = await invokeModel(options, body, { answer, signal: either })
        return unitVectors(rows, { count: batch.length, dimensions })
      }),
  }
}
