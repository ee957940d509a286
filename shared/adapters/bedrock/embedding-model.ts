import { IngotError } from '../../errors.ts'
import { mapConcurrent } from '../../lib/map-concurrent.ts'
import type { EmbeddingModel } from '../../ports/embedding-model.ts'
import { type Batch, FAMILIES } from './embedding-families.ts'
import { type InvokeOptions, invokeModel } from './invoke-model.ts'
import { errorOfProtocol } from './map-error.ts'
import { startsWithModel } from './model-id.ts'

export type BedrockEmbeddingOptions = InvokeOptions & {
  /** Default: the most that the model has. */
  dimensions?: number
  /** Calls at once, of one `embed`. Default 4. */
  maxConcurrency?: number
}

/**
 * An embedding model of Amazon Bedrock: Titan Text v2, Cohere Embed v3 or v4. Throws `invalid_setting` for
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
    async embed(texts, { kind, signal }) {
      signal.throwIfAborted()
      const own = new AbortController()
      const either = AbortSignal.any([signal, own.signal])
      const embedFrom = async (start: number) => {
        const batch = { texts: texts.slice(start, start + textsPerCall), kind, dimensions }
        const rows = await invokeModel(options, toVendor(batch), { answer, signal: either })
        return { start, vectors: toVectors(rows, batch) }
      }
      const count = Math.ceil(texts.length / textsPerCall)
      const starts = Array.from({ length: count }, (_, index) => index * textsPerCall)
      const embedded: Float32Array[] = []
      try {
        for await (const { start, vectors } of mapConcurrent(starts, maxConcurrency, embedFrom)) {
          for (const [offset, vector] of vectors.entries()) embedded[start + offset] = vector
        }
      } finally {
        // When one failed, nobody needs the others.
        own.abort()
      }
      return embedded
    },
  }
}

function toVectors(rows: readonly number[][], { texts, dimensions }: Batch): Float32Array[] {
  if (rows.length === texts.length && rows.every((row) => row.length === dimensions)) return rows.map(toUnit)
  throw errorOfProtocol('The model sent another number of vectors, or of dimensions.', {
    vectors: rows.length,
    dimensions: rows[0]?.length,
  })
}

function toUnit(row: readonly number[]): Float32Array {
  const length = Math.hypot(...row)
  return Float32Array.from(row, (value) => (length === 0 ? 0 : value / length))
}
