import type { Answers } from '../../shared/answer/answers.ts'
import type { OpenCalls } from '../../shared/answer/open-calls.ts'
import type { Conversations } from '../../shared/answer/threads/conversations.ts'
import type { CacheStats } from '../../shared/api/cache-stats.ts'
import type { Ready } from '../../shared/api/health.ts'
import type { Erased } from '../../shared/api/me.ts'
import type { ModelList } from '../../shared/api/models.ts'
import type { KeyRing } from '../../shared/callers/key-ring.ts'
import type { LimitState, Limits } from '../../shared/callers/limits.ts'
import type { Ingest } from '../../shared/ingest/ingest.ts'
import type { Authenticate, Caller } from '../../shared/ports/callers.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Count, Counters } from '../../shared/ports/counters.ts'
import type { EmbeddingModel } from '../../shared/ports/embedding-model.ts'
import type { Ledger } from '../../shared/ports/ledger.ts'
import type { PageReader } from '../../shared/ports/page-reader.ts'

export type LogEntry = { level: 'debug' | 'info' | 'warn' | 'error'; event: string } & Record<string, unknown>
export type Log = (entry: LogEntry) => void

/** All that the HTTP app is handed. It knows no runtime and no adapter. */
export type AppDeps = {
  answers: Answers
  conversations: Conversations
  openCalls: OpenCalls
  ingest: Ingest
  /** Erases what is kept of a person. */
  erase: (caller: Caller) => Promise<Erased>
  /** Public pages, out of the cache where they are there. */
  pages: Pick<PageReader, 'read'>
  /** What turns texts into vectors; the first is the one for names that are no alias. */
  embeddings: readonly ({ alias: string } & Pick<EmbeddingModel, 'embed'>)[]
  models: () => ModelList
  readiness: () => Promise<Ready>
  /** What was counted from the hour of `from` to the one of `to`, ms since the epoch. */
  cacheStats: (range: { from: number; to: number }) => Promise<CacheStats>
  /** The rows that `cacheStats` tells of. */
  readCounts: Counters['read']
  /** What is booked on an account of the ledger, from the one UTC day to the other. */
  readUsage: Ledger['read']
  keys: Pick<KeyRing, 'create' | 'list' | 'rotate' | 'revoke'>
  /** Default: nobody counts. */
  count?: Count
  authenticate: Authenticate
  limits: Pick<Limits, 'admit'>
  clock: Clock
  version: string
  /** Largest request body that is read. */
  bodyLimitBytes: number
  /** Files of the pages by name, e.g. `swagger-ui.css`, `web/demo.js`; undefined for any other name. */
  assets: (name: string) => Promise<{ body: Uint8Array; contentType: string } | undefined>
  /** Never handed the text of a question, nor an exception's message, which may quote one. */
  log: Log
  /** Default: a random UUID. */
  newRequestId?: () => string
  /** Origins whose pages may call; `*`: any. Default: none. */
  corsOrigins?: readonly string[]
  /** Compress replies here; on AWS the gateway does. Default: false. */
  compress?: boolean
  /** Refuse requests that did not name a loopback host: for servers bound to loopback without keys. Default false. */
  guardLoopback?: boolean
}

/** What middleware leaves for the routes. */
export type AppEnv = {
  /** Where a runtime stops its own functions: `ending` aborts, with an `IngotError`, when replies have to end. */
  Bindings: { ending?: AbortSignal }
  Variables: {
    requestId: string
    elapsedMs: () => number
    caller: Caller
    /** How the caller's limits stand; undefined: they have none. */
    limitStates: (() => LimitState[]) | undefined
  }
}
