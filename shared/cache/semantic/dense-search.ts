import { startOnce } from '../../lib/start-once.ts'
import { decodeVector, encodeVector } from '../../lib/vector-bytes.ts'
import type { EmbeddingModel } from '../../ports/embedding-model.ts'
import type { SemanticEntry, VectorIndex } from '../../ports/vector-index.ts'
import { type CoveredScript, scriptsCovered } from './check-encoder.ts'
import type { QuestionFacts } from './question-facts.ts'

/** A vector beside its question in a shared list, for those who compare by the same encoder. */
export type KeptVector = { encoder: string; bytes: string }

/** Entries by what they mean. Nothing here ever rejects: without the encoder there are fewer candidates. */
export type DenseSearch = {
  /** The nearest of the partition; none where the encoder does not cover the script, or fails. */
  nearest(
    partition: string,
    asked: { question: string; script: QuestionFacts['script']; now: number },
  ): Promise<SemanticEntry[]>
  /** Keeps an entry of this process; what it resolves with lets others take it over. */
  keep(entry: SemanticEntry, script: QuestionFacts['script']): Promise<KeptVector | undefined>
  /** Keeps an entry that another process has left. */
  take(entry: SemanticEntry, vector: KeptVector | undefined): void
  remove(partition: string, id: string): void
}

const NEAREST = 3
/** A question that is asked now has 150 ms; one that is kept has time. */
const FIND_MS = 200
const KEEP_MS = 5_000
const CHECK_MS = 20_000

export function createDenseSearch(options: {
  encoder: EmbeddingModel
  index: VectorIndex
  /** The encoder covers no script. */
  onRefused: () => void
}): DenseSearch {
  const { encoder, index, onRefused } = options
  const covered = startOnce(async () => {
    const scripts = await scriptsCovered(encoder, AbortSignal.timeout(CHECK_MS))
    if (scripts.size === 0) onRefused()
    return scripts
  })
  const encode = async (question: string, script: QuestionFacts['script'], timeoutMs: number) => {
    const scripts = await covered()
    if (!scripts.has(script as CoveredScript)) return undefined
    const [vector] = await encoder.embed([question], {
      kind: 'query',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return vector
  }
  const none = () => undefined
  // Vectors of two encoders are never compared, where one index has both.
  const placeOf = (partition: string) => `${encoder.id}#${partition}`
  const placed = (entry: SemanticEntry) => ({ ...entry, partition: placeOf(entry.partition) })

  return {
    async nearest(partition, { question, script, now }) {
      const find = async () => {
        const vector = await encode(question, script, FIND_MS)
        if (!vector) return []
        const found = await index.nearest(placeOf(partition), vector, { now, limit: NEAREST })
        return found.map((entry) => ({ ...entry, partition }))
      }
      return find().catch(() => [])
    },
    async keep(entry, script) {
      const vector = await encode(entry.question, script, KEEP_MS).catch(none)
      if (!vector) return undefined
      await index.put(placed(entry), vector).catch(none)
      return index.isShared ? undefined : { encoder: encoder.id, bytes: encodeVector(vector) }
    },
    take(entry, vector) {
      if (vector?.encoder !== encoder.id || index.isShared) return
      index.put(placed(entry), decodeVector(vector.bytes)).catch(none)
    },
    remove(partition, id) {
      index.remove(placeOf(partition), id).catch(none)
    },
  }
}
