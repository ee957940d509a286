import type { Synopses } from '../cache/cached-synopses.ts'
import type { IngotError } from '../errors.ts'
import type { CostOf } from '../metrics/cost.ts'
import type { Clock } from '../ports/clock.ts'
import type { Documents } from '../ports/documents.ts'
import type { PageReader } from '../ports/page-reader.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'
import type { Rerank } from './rerank-passages.ts'
import type { RetrieveDeps } from './retrieve.ts'
import type { WriterLadder } from './writer-ladder.ts'

/** What a fill works with: ports, and nothing of a caller. */
export type EngineDeps = RetrieveDeps & {
  documents: Documents
  /** Pages that a caller has named: read without asking the robots.txt. */
  namedPages: Pick<PageReader, 'read'>
  /** Writes without a model: source synopses, and the last rung of the ladder. */
  extractive: SynopsisWriter
  /** The synopses of sources, kept by their content. */
  synopses: Synopses
  ladder: WriterLadder
  /** Default: passages are ordered by their words alone. */
  rerank?: Rerank | undefined
  /** Aliases of the models that are configured. */
  models: readonly string[]
  /** What a model call is worth, in GPU-seconds and money. */
  costOf: CostOf
  /** Names what is behind a model's alias (null: no model); part of the key, so that a change answers anew. */
  nameModel: (alias: string | null) => string
  clock: Clock
  /** Told of failures that readers see only as a code, for the operator's log. */
  report: (error: IngotError) => void
  /** The whole of one answer, milliseconds. */
  timeoutMs: number
}
