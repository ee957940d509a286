import type { EmbeddingEntry } from '../config/models.ts'
import { lazily } from '../lib/lazily.ts'
import type { EmbeddingModel } from '../ports/embedding-model.ts'

/** The embedding models of the models file by alias; each is created by its first call. */
export const loadEmbeddings = (entries: readonly EmbeddingEntry[]) =>
  entries.map((entry) => ({
    alias: entry.alias,
    ...lazily<EmbeddingModel, 'embed'>(async () => {
      const { createEmbeddingModel } = await import('./create-embedding-model.ts')
      return createEmbeddingModel(entry)
    }, ['embed']),
  }))
