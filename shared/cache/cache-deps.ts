import type { IngotError } from '../errors.ts'
import type {
  AnswerAddress,
  AnswerIdentity,
  AnswerLog,
  FillFacts,
  Lease,
  LogAddress,
  Match,
  SealedAnswer,
  Target,
} from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Count } from '../ports/counters.ts'
import type { Provenance, SourceName } from '../ports/provenance.ts'
import type { LiveLogs } from './live-logs.ts'
import type { MemoryTier } from './memory-tier.ts'

/** Why readers of an ended log start again instead of taking its end for theirs. */
export type RestartReason = 'moved' | 'source_purged' | 'cancelled' | 'failed'

/** What the cache must know of an event type that it does not look into. */
export type EventRules<Event> = {
  isTerminal(event: Event): boolean
  /** An event that somebody waits for: the log is flushed with it. `before`: the events so far. */
  isUrgent(event: Event, before: readonly Event[]): boolean
  /** Kept in an item of its own, since few readers ask for it. */
  isApart(event: Event): boolean
  /** Only answers that ended well are kept (docs/architecture.md, "Sealed only if it ended well"). */
  mayBeSealed(terminal: Event): boolean
  /** The terminal event of a fill that failed. */
  failure(error: IngotError): Event
  /** How many seconds a failure is told again instead of being repeated; 0: not at all. */
  rememberForS(terminal: Event): number
  /** The terminal event of a fill that its caller has cancelled, after the events so far. */
  cancelled(request: unknown, events: readonly Event[]): Event
  /** An end that is not the end for those who still want the answer. */
  restartReason(terminal: Event): Exclude<RestartReason, 'moved' | 'failed'> | undefined
  /** A failure that an answer of the same question, though it has expired, makes up for. */
  mayBeMadeUpFor(terminal: Event): boolean
  /** Tells that the end could not be stored: what was read cannot be resumed. */
  notStored(): Event
}

/** What a fill is handed beside its request. */
export type FillContext = {
  /** Aborts when somebody has ended the fill. */
  signal: AbortSignal
  /** Hash of the caller who asked for it; a refresh has a name of its own. */
  startedBy: string
  /**
   * To be called with the sources before anything of them is used: writes down that the answer is built on
   * them, and returns those whose copies were purged just now and must not be used.
   */
  claim(sources: readonly SourceName[]): Promise<ReadonlySet<SourceName>>
  /** What is to be known of the answer beside its events; later calls add to earlier ones. */
  note(facts: Partial<FillFacts>): void
}

export type CacheDeps<Event, Request> = {
  log: AnswerLog<Event>
  provenance: Pick<Provenance, 'record' | 'marks'>
  live: LiveLogs<Event>
  memory: MemoryTier<Event>
  rules: EventRules<Event>
  clock: Clock
  /** For the jitter of polls; `Math.random` unless given. */
  random?: () => number
  count: Count
  /** This process, for leases and rows. */
  owner: string
  /** Makes the answer. Row 0 is handed in as `request`, so whoever takes a fill over goes on with the same. */
  produce(request: Request, context: FillContext): AsyncIterable<Event>
  /** Finds answers to other wordings; undefined: nobody looks for any. */
  neighbours?: Neighbours<Event, Request> | undefined
  /** The longest that one fill takes, ms. */
  timeoutMs: number
  /** How long an answer is fresh and servable, from its facts. `seed` makes the expiry of answers differ. */
  lifeOf(facts: FillFacts, seed: string): Pick<SealedAnswer<Event>, 'freshUntil' | 'staleUntil'>
  factsFor(request: Request): Pick<FillFacts, 'freshness'>
  /** The request as row 0 keeps it: without what is too large for an item. */
  rowOf(request: Request): Request
  /** Whether a fill can be made from it; if not, only a caller's own request takes such a fill over. */
  isWhole(request: Request): boolean
  /** Hash of the documents' passages that the request finds now; null when it searches no collection. */
  passagesNow(request: Request): Promise<string | null>
  /** Goes on with a fill whose leader is gone, in this process (take-over.ts). */
  lead(identity: AnswerIdentity, seen: Lease, request: Request): Promise<'leading' | 'refused' | 'over'>
  /** Hands a started fill to whoever works the queue; it takes the fill over. */
  enqueue(identity: AnswerIdentity): Promise<void>
  /** Starts under way in this process, by key: who comes meanwhile waits for what comes of them. */
  starting: Map<string, Promise<Asked<Event> | undefined>>
  /** Fills under way in this process; a stop waits for them. */
  running: Set<Promise<void>>
}

/** What is asked: row 0 of the log, should it have to be filled. */
export type Order<Request> = {
  address: AnswerAddress
  request: Request
  /** The document collections that it searches, with their versions now. */
  collections: FillFacts['collections']
}

/** The answer to another wording of what is asked. */
export type Neighbour<Event> = { target: Target; match: Match; answer: SealedAnswer<Event> }

/** Answers found by what their questions mean. Neither call throws. */
export type Neighbours<Event, Request> = {
  /** `isServable`: whether the answer is there, fresh, and not purged; asked of one candidate at most. `reader`: who asks. */
  find(
    order: Order<Request>,
    isServable: (target: Target) => Promise<boolean>,
    options: { reader: string },
  ): Promise<{ target: Target; match: Match } | undefined>
  /** Of an answer that was sealed just now: other wordings may find it. Nobody waits for it. */
  keep(
    request: Request,
    sealed: {
      address: LogAddress
      fill: number
      events: readonly Event[]
      facts: FillFacts
      freshUntil: number
    },
  ): void
  /** What a caller says of a hit. `order`: what was asked. Nobody waits for it. */
  judge(order: Order<Request>, hit: { target: Target; match: Match; by: string; isSame: boolean }): void
}

/** One attempt at a fill: the log that it writes, and under which name. */
export type Attempt = {
  address: LogAddress
  fill: number
  owner: string
  startedBy: string
  /** When its lease was asked for, ms since the epoch: nobody else had it after that. */
  askedAt: number
  /** Up to which fence the key was purged when the attempt was begun. */
  purgedUpTo: number
  /** Looks for the answer to another wording, once; in time for the response headers, and never fails. */
  lookUp?: (() => Promise<Neighbour<unknown> | undefined>) | undefined
}

/** Where an answer is read from. */
export type Source<Event> =
  | { kind: 'sealed'; identity: AnswerIdentity; answer: SealedAnswer<Event> }
  | { kind: 'log'; identity: AnswerIdentity; fence: number }
  /** A failure of seconds ago. */
  | { kind: 'failed'; identity: AnswerIdentity; fence: number; event: Event }

export type Asked<Event> = {
  state: 'hit' | 'stale' | 'coalesced' | 'miss' | 'bypass'
  source: Source<Event>
  /** Of a hit that took no read of the store. */
  fromMemory?: boolean
  /** Why a stale answer is all there is: the failure of the fill that was to replace it. */
  because?: Event
  /** Of a hit on another wording of the question: the fill has ended with a redirect to this. */
  neighbour?: Neighbour<Event>
  /** The fill waits in the queue. */
  isQueued?: boolean
  /** Nothing of it is kept. */
  isUnstored?: boolean
}

/** docs/log-protocol.md: a lease lives 10 s, is renewed every 3 s, and is left alone for 5 s of clock skew. */
export const LEASE_MS = 10_000
export const RENEW_EVERY_MS = 3_000
/** Of one clock against the true time. */
export const CLOCK_SKEW_MS = 5_000
/** Of two clocks, one fast and one slow. */
export const CLOCKS_APART_MS = 2 * CLOCK_SKEW_MS
/** Of one fill; its fence tells how many there were. */
export const TAKEOVERS_AT_MOST = 3
