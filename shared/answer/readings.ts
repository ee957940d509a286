import { type Answer, type CacheOutcome, NO_USAGE } from '../api/answer.ts'
import type { AnswerEnd, StreamedEvent } from '../api/answer-events.ts'
import type { AnswerCache, ReadingOptions } from '../cache/answer-cache.ts'
import { encodeAnswerId } from '../cache/answer-id.ts'
import type { Asked, Order, Source } from '../cache/cache-deps.ts'
import { abortable } from '../lib/abortable.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { AnswerIdentity } from '../ports/answer-log.ts'
import type { Caller } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Count } from '../ports/counters.ts'
import type { Reading } from './answers.ts'
import { foldAnswer } from './assemble-answer.ts'
import { type Envelope, NOTHING_SAVED, readThrough, wrapEnd } from './envelope.ts'
import type { AnswerEvent } from './events.ts'
import type { FillRequest } from './request.ts'

/** Readers of one log in one process; later ones are told to come back for the answer. */
const READERS_AT_MOST = 500
const NOT_HIDDEN = { reasoning: false, followUps: false }

/** Who reads, and how they want to see it. */
export type Reader = Pick<Envelope, 'question' | 'requestedMode' | 'hide'> & { caller: Caller; hash: string }

type OpenOptions = Reader & { maxAgeS: number | null; isDeferred: boolean }
type ResumeOptions = Reader & {
  after: number | null
  order?: Order<FillRequest> | undefined
  again?: (request: FillRequest) => Promise<Order<FillRequest>>
}

/** Wraps what the cache finds into what one reader sees, and counts it. */
export function createReadings(options: {
  cache: AnswerCache<AnswerEvent, FillRequest>
  clock: Clock
  count: Count
  freshnessOf: (request: FillRequest) => FreshnessClass
  /** How long an answer of the class is fresh, ms. */
  freshMs: (freshness: FreshnessClass) => number
}) {
  const { cache, clock, count, freshnessOf, freshMs } = options

  const start = (
    source: Source<AnswerEvent>,
    envelope: Envelope,
    reading: Omit<ReadingOptions<FillRequest>, 'apart' | 'signal'>,
    onEnd?: (end: AnswerEnd) => void,
  ): Reading['events'] =>
    abortable((signal) => {
      const read = cache.read(source, { ...reading, apart: !envelope.hide.reasoning, signal })
      return readThrough(read, envelope, clock, onEnd)
    })

  /** Nothing saved yet: that is known at the end. */
  const outcomeOf = (
    asked: Pick<Asked<AnswerEvent>, 'state' | 'source'>,
    freshness: FreshnessClass,
  ): CacheOutcome => {
    const base = { ...NO_MATCH, freshness, state: asked.state, saved: NOTHING_SAVED }
    if (asked.source.kind !== 'sealed') return { ...base, layer: null, age_s: 0, expires_in_s: null }
    const { facts, freshUntil, events } = asked.source.answer
    const end = events.at(-1)
    const saved =
      end?.type === 'answer-end'
        ? wrapEnd(end, HIT, { first_delta_ms: null, total_ms: 0 }).cache.saved
        : NOTHING_SAVED
    return {
      ...base,
      layer: 'exact',
      freshness: facts.freshness,
      age_s: Math.max(0, Math.floor((clock.now() - facts.retrievedAt) / 1_000)),
      expires_in_s: Math.floor((freshUntil - clock.now()) / 1_000),
      saved,
    }
  }

  return {
    /** What was asked just now. */
    open(asked: Asked<AnswerEvent>, order: Order<FillRequest>, options: OpenOptions): Reading {
      const { state, source } = asked
      const freshness = freshnessOf(order.request)
      const found = outcomeOf(asked, freshness)
      const isKept = state !== 'hit' && state !== 'stale' && !asked.isUnstored
      const expires_in_s = isKept ? Math.floor(freshMs(freshness) / 1_000) : found.expires_in_s
      const cacheOutcome = { ...found, expires_in_s }
      const id = encodeAnswerId(source.identity)
      const isCharged = state === 'miss' || state === 'bypass'
      count(COUNTED[state], 1, cacheOutcome.freshness)
      if (asked.fromMemory) count('memory_hits', 1, cacheOutcome.freshness)
      const { question, requestedMode, hide, hash, maxAgeS } = options
      const envelope = {
        ...{ id, question, requestedMode, hide, isCharged },
        cache: cacheOutcome,
        askedAt: clock.now(),
        isReplay: source.kind === 'sealed',
      }
      const onEnd = (end: AnswerEnd) => countSaved(count, end)
      const isCrowded = source.kind === 'log' && cache.readersOf(source.identity) >= READERS_AT_MOST
      const isDeferred = isCrowded || (options.isDeferred && source.kind === 'log')
      return {
        id,
        cache: cacheOutcome,
        isDeferred,
        events: start(source, envelope, { reader: hash, after: null, maxAgeS, order, orderOf: NEVER }, onEnd),
      }
    },

    /** What was asked before, from the event after `after` on. */
    async resume(identity: AnswerIdentity, options: ResumeOptions): Promise<Reading> {
      const { source, state } = await cache.find(identity)
      const { question, requestedMode, hide, hash, after, order, again } = options
      const cacheOutcome = outcomeOf({ source, state: state === 'ended' ? 'hit' : 'coalesced' }, 'evergreen')
      const id = encodeAnswerId(identity)
      const envelope = {
        ...{ id, question, requestedMode, hide, isCharged: false },
        cache: cacheOutcome,
        askedAt: clock.now(),
        isReplay: state === 'ended',
      }
      const orderOf = async (_: AnswerIdentity, request: FillRequest) => again?.(request)
      const events = start(source, envelope, { reader: hash, after, maxAgeS: null, order, orderOf })
      return { id, cache: cacheOutcome, isDeferred: false, events }
    },

    /** The answer as it stands. */
    async snapshot(identity: AnswerIdentity): Promise<Answer> {
      const { source, events, state } = await cache.find(identity)
      const id = encodeAnswerId(identity)
      const cacheOutcome = outcomeOf({ source, state: state === 'ended' ? 'hit' : 'coalesced' }, 'evergreen')
      const envelope = { ...HIT, id, cache: cacheOutcome }
      const mode = { requested: 'auto' as const }
      const told = events.flatMap((event): StreamedEvent[] => {
        if (event === null) return []
        return event.type === 'answer-end' ? [wrapEnd(event, envelope, NO_TIMING)] : [event]
      })
      const answer = foldAnswer([
        { type: 'answer-start', id, question: '', mode, cache: cacheOutcome },
        ...told,
      ])
      // Reading by id costs nothing: the question that made it was charged.
      return { ...answer, usage: NO_USAGE, ...(state === 'queued' ? { status: 'queued' as const } : {}) }
    },
  }
}

/** Who has just asked knows the order. */
const NEVER = async () => undefined

const NO_MATCH = { matched_question: null, similarity: null }
const NO_TIMING = { first_delta_ms: null, total_ms: 0 }
const HIT = {
  id: '',
  question: null,
  requestedMode: null,
  isCharged: false,
  isReplay: false,
  hide: NOT_HIDDEN,
  cache: {
    ...NO_MATCH,
    state: 'hit' as const,
    layer: 'exact' as const,
    age_s: 0,
    freshness: 'evergreen' as const,
    expires_in_s: null,
    saved: NOTHING_SAVED,
  },
}

const COUNTED = {
  hit: 'hits',
  stale: 'stale',
  coalesced: 'coalesced',
  miss: 'misses',
  bypass: 'bypasses',
} as const

/** What a reader of somebody else's fill was spared. */
function countSaved(count: Count, { cache: { saved, freshness } }: Pick<AnswerEnd, 'cache'>): void {
  count('model_calls_avoided', saved.model_calls, freshness)
  count('tokens_saved', saved.tokens, freshness)
  count('gpu_ms_saved', Math.round(saved.gpu_seconds * 1_000), freshness)
  count('micro_usd_saved', Math.round(saved.usd * 1_000_000), freshness)
}
