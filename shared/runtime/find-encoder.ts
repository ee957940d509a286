import type { Settings } from '../config/env.ts'
import type { EmbeddingEntry } from '../config/models.ts'
import { IngotError } from '../errors.ts'

/** The embedding model that the setting names; undefined: none. Throws `invalid_setting` when there is no such one. */
export function findEncoder(
  { semanticEncoder }: Pick<Settings, 'semanticEncoder'>,
  embeddings: readonly EmbeddingEntry[],
): EmbeddingEntry | undefined {
  if (semanticEncoder === null) return undefined
  const entry = embeddings.find(({ alias }) => alias === semanticEncoder)
  if (entry) return entry
  const known = embeddings.map(({ alias }) => alias).join(', ') || 'none, see INGOT_MODELS_FILE'
  throw new IngotError(
    'invalid_setting',
    `INGOT_SEMANTIC_ENCODER: no embedding model "${semanticEncoder}"; known: ${known}`,
  )
}
