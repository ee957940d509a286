import type { DenseSearch } from '../cache/semantic/dense-search.ts'
import type { EmbeddingEntry } from '../config/models.ts'
import { IngotError } from '../errors.ts'
import type { VectorIndex } from '../ports/vector-index.ts'
import { createEmbeddingModel } from './create-embedding-model.ts'

/** Candidates by meaning: the encoder, and where its vectors are. */
export async function loadDenseSearch(
  entry: EmbeddingEntry,
  { index, report }: { index: VectorIndex; report: (error: IngotError) => void },
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
  return createDenseSearch({ encoder, index, onRefused })
}
