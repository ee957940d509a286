import { toIngotError } from '../errors.ts'
import type { AnswerAddress, AnswerIdentity } from '../ports/answer-log.ts'
import { type AskOptions, ask, recall } from './ask.ts'
import { type Asked, type CacheDeps, CLOCK_SKEW_MS, type Order, type Source } from './cache-deps.ts'
import { cancelFill, type Purged, purgeAnswer } from './end-fill.ts'
import { eventId } from './event-id.ts'
import { expireAnswer } from './expire-answer.ts'
import { type Found, findAnswer } from './find-answer.ts'
import { freeLease } from './free-lease.ts'
import { createLiveLogs } from './live-logs.ts'
import { createMemoryTier } from './memory-tier.ts'
import { type Ended, type Read, readAnswer } from './read-log.ts'
import { requestOfFill } from './request-of-fill.ts'
import { takeOver } from './take-over.ts'

/** A reader whose answer is ended by others again and again is told in the end. */
const RESTARTS_AT_MOST = 5
const AGAIN_AFTER_MS = 1_000

export type ReadingOptions<Request> = {
  /** Hash of the caller. */
  reader: string
  /** Id of the last event that was seen; null: from the beginning. */
  after: number | null
  apart: boolean
  maxAgeS: number | null
  /** The answer to another wording of the question will do. */
  semantic: boolean
  /** Stops the reading. */
  signal: AbortSignal
  /** What was asked, with the collections now; undefined: whatever row 0 says. */
  order: Order<Request> | undefined
  /** The order of a row 0, for readers by id who have to start again; undefined: they may not. */
  orderOf: (identity: AnswerIdentity, request: Request) => Promise<Order<Request> | undefined>
}

/** The answer log and its cache: one code path fills an answer, one reads it. */
export type AnswerCache<Event, Request> = {
  ask(order: Order<Request>, options: AskOptions): Promise<Asked<Event>>
  /** The same for an answer in memory that is plainly fresh, at once; undefined for all others. */
  recall(
    order: Order<Request>,
    options: Pick<AskOptions, 'use' | 'maxAgeS' | 'isUnstored'>,
  ): Asked<Event> | undefined
  /** Ends with exactly one terminal event, and never throws. */
  read(source: Source<Event>, options: ReadingOptions<Request>): AsyncGenerator<Read<Event>>
  find(identity: AnswerIdentity, options?: { isFresh?: boolean }): Promise<Found<Event>>
  /** What the queue hands out: goes on with the fill unless it has ended or somebody is at it. */
  work(identity: AnswerIdentity): Promise<void>
  cancel(identity: AnswerIdentity, caller: string): Promise<'cancelled' | 'not_alone' | 'ended'>
  purge(address: AnswerAddress): Promise<Purged>
  /** How many read an answer in this process. */
  readersOf(address: AnswerAddress): number
  /** The answer of this fill was wrong for somebody: it is stale from now on. */
  expire(identity: AnswerIdentity): Promise<void>
  /** Resolves when the fills of this process have ended. */
  settled(): Promise<void>
}

type OwnState = 'live' | 'memory' | 'lead' | 'starting' | 'running'

export function createAnswerCache<Event, Request>(
  options: Omit<CacheDeps<Event, Request>, OwnState> & { memoryBytes: number },
): AnswerCache<Event, Request> {
  const { memoryBytes, ...given } = options
  const deps: CacheDeps<Event, Request> = {
    ...given,
    live: createLiveLogs(),
    memory: createMemoryTier({ clock: given.clock, maxBytes: memoryBytes }),
    starting: new Map(),
    running: new Set(),
    lead: (identity, seen, request) => takeOver(deps, identity, seen, request),
  }

  async function* read(source: Source<Event>, reading: ReadingOptions<Request>): AsyncGenerator<Read<Event>> {
    const { order, orderOf, reader, after, apart, maxAgeS, semantic, signal } = reading
    let restarts = 0
    const again = async (
      request: Request | undefined,
      { address: ended, semantic }: Ended,
    ): Promise<Source<Event> | undefined> => {
      const known = order ?? (request === undefined ? undefined : await orderOf(source.identity, request))
      if (!known) return undefined
      for (restarts += 1; restarts <= RESTARTS_AT_MOST; restarts += 1) {
        await freeLease(deps.log, ended).catch(() => undefined)
        const use = { use: 'default' as const, maxAgeS, semantic }
        const asking = { ...use, reader, isQueued: false, isUnstored: false }
        const next = (await ask(deps, known, asking)).source
        const isSame = next.kind === 'log' && next.fence === ended.fence && next.identity.key === ended.key
        if (!isSame) return next
        // The store did not let the lease go; in the end it runs out.
        await deps.clock.sleep(AGAIN_AFTER_MS)
      }
      return undefined
    }
    let last = Math.max(eventId(source.kind === 'sealed' ? source.answer.fence : source.fence, 0), after ?? 0)
    try {
      const events = readAnswer(deps, source, {
        reader,
        after,
        apart,
        maxAgeS,
        semantic,
        request: order?.request,
        signal,
        again,
      })
      for await (const next of events) {
        if (next.kind === 'event') last = next.id
        yield next
      }
    } catch (thrown) {
      yield { kind: 'event', id: last + 1, event: deps.rules.failure(toIngotError(thrown)) }
    }
  }

  return {
    ask: (order, asking) => ask(deps, order, asking),
    recall: (order, asking) => recall(deps, order, asking),
    read,
    find: (identity, options) => findAnswer(deps, identity, options),
    async work(identity) {
      const lease = await deps.log.readLease(identity)
      if (lease?.fill !== identity.fill || lease.state === 'done') return
      if (lease.until > 0 && deps.clock.now() <= lease.until + CLOCK_SKEW_MS) return
      const request = await requestOfFill(deps, identity, lease.fence)
      if (request !== undefined) await deps.lead(identity, lease, request)
    },
    cancel: (identity, caller) => cancelFill(deps, identity, caller),
    purge: (address) => purgeAnswer(deps, address),
    readersOf: (address) => deps.live.newestOf(address)?.readers ?? 0,
    expire: (identity) => expireAnswer(deps, identity),
    async settled() {
      // A refresh that has got its lease becomes a fill.
      while (deps.running.size > 0) await Promise.all(deps.running)
    },
  }
}
