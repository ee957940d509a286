import type { DenseSearch } from '../cache/semantic/dense-search.ts'
import type { Settings } from '../config/env.ts'
import type { EmbeddingEntry } from '../config/models.ts'
import { IngotError } from '../errors.ts'
import { createEmbeddingModel } from './create-embedding-model.ts'

/** Candidates by meaning: the encoder, with the vectors in S3 where the settings name an index there. */
export async function loadDenseSearch(
  entry: EmbeddingEntry,
  { vectorIndex, report }: Pick<Settings, 'vectorIndex'> & { report: (error: IngotError) => void },
): Promise<DenseSearch> {
  const { createDenseSearch } = await import('../cache/semantic/dense-search.ts')
  const encoder = await createEmbeddingModel(entry)
  const onRefused = () =>
    report(
      new IngotError(
        'invalid_setting',
        `INGOT_SEMANTIC_ENCODER: "${entry.alias}" cannot tell questions apart; not used.`,
      ),
    )
  return createDenseSearch({ encoder, index: await indexFor(encoder.id, vectorIndex), onRefused })
}

async function indexFor(space: string, vectorIndex: Settings['vectorIndex']) {
  if (!vectorIndex) return (await import('../adapters/memory/vector-index.ts')).createMemoryVectorIndex()
  const [{ createS3VectorsClient }, { createS3VectorIndex }] = await Promise.all([
    import('../adapters/s3-vectors/client.ts'),
    import('../adapters/s3-vectors/vector-index.ts'),
  ])
  return createS3VectorIndex({ client: createS3VectorsClient(), ...vectorIndex, space })
}
