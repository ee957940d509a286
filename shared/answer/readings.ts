import type { Answer, CacheOutcome } from '../api/answer.ts'
import type { AnswerEnd, StreamedEvent } from '../api/answer-events.ts'
import { NO_USAGE } from '../api/no-usage.ts'
import type { AnswerCache, ReadingOptions } from '../cache/answer-cache.ts'
import { encodeAnswerId } from '../cache/answer-id.ts'
import type { Asked, Order, Source } from '../cache/cache-deps.ts'
import type { Found } from '../cache/find-answer.ts'
import { abortable, Lazy } from '../lib/abortable.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { AnswerIdentity, Match, SealedAnswer } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Count } from '../ports/counters.ts'
import type { LedgerRow } from '../ports/ledger.ts'
import type { Reading } from './answers.ts'
import { foldAnswer } from './assemble-answer.ts'
import { countReading } from './count-reading.ts'
import { type Envelope, NOTHING_SAVED, pushedToStale, readThrough, savedBy, wrapEnd } from './envelope.ts'
import type { AnswerEvent } from './events.ts'
import { finishedAnswer } from './finished-answer.ts'
import type { FillRequest } from './request.ts'
import type { TopQuestions } from './top-questions.ts'

/** Readers of one log in one process; later ones are told to come back for the answer. */
const READERS_AT_MOST = 500

/** Who reads, by the hash of the caller, and how they want to see it. */
type Reader = { hash: string; view: Pick<Envelope, 'question' | 'requestedMode' | 'hide' | 'pushed'> }

type OpenOptions = Reader & { maxAgeS: number | null; semantic: boolean; isDeferred: boolean }
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
  countQuestion: TopQuestions['count']
  /** Books what a reader, by their hash, has read and was spared. */
  book: (reader: string, model: string | null, counts: LedgerRow['counts']) => void
  freshnessOf: (request: FillRequest) => FreshnessClass
  /** How long an answer of the class is fresh, ms. */
  freshMs: (freshness: FreshnessClass) => number
}) {
  const { cache, clock, count, countQuestion, book, freshnessOf, freshMs } = options

  const start = (
    source: Source<AnswerEvent>,
    envelope: Envelope,
    reading: Omit<ReadingOptions<FillRequest>, 'apart' | 'signal'>,
    onEnd?: (end: AnswerEnd) => void,
  ): Reading['events'] =>
    new Lazy(() =>
      abortable((signal) => {
        const read = cache.read(source, { ...reading, apart: !envelope.hide.reasoning, signal })
        const outcomeOfStale = (answer: SealedAnswer<AnswerEvent>) => outcomeOfCopy('stale', answer)
        return readThrough(read, envelope, { clock, onEnd, outcomeOfStale })
      }),
    )

  /** Of a copy: what it says, and what the fill of it took. Every hit passes here, so nothing is spread. */
  const outcomeOfCopy = (
    state: CacheOutcome['state'],
    { facts, freshUntil, events }: SealedAnswer<AnswerEvent>,
  ): CacheOutcome => {
    const now = clock.now()
    const end = events.at(-1)
    return {
      state,
      layer: 'exact',
      age_s: Math.max(0, Math.floor((now - facts.retrievedAt) / 1_000)),
      freshness: facts.freshness,
      expires_in_s: Math.floor((freshUntil - now) / 1_000),
      matched_question: null,
      similarity: null,
      saved: end?.type === 'answer-end' ? savedBy(end) : NOTHING_SAVED,
    }
  }

  /** Of what is being written. What it saves is known at its end. */
  const outcomeOfLog = (
    { state, isUnstored = false }: Pick<Asked<AnswerEvent>, 'state' | 'isUnstored'>,
    freshness: FreshnessClass,
  ): CacheOutcome => ({
    state,
    layer: null,
    age_s: 0,
    freshness,
    expires_in_s: isUnstored ? null : Math.floor(freshMs(freshness) / 1_000),
    matched_question: null,
    similarity: null,
    saved: NOTHING_SAVED,
  })

  const outcomeOf = (asked: Asked<AnswerEvent>, { request }: Order<FillRequest>): CacheOutcome => {
    const { state, source, neighbour } = asked
    if (source.kind === 'sealed') return outcomeOfCopy(state, source.answer)
    if (neighbour) return { ...outcomeOfCopy(state, neighbour.answer), ...semanticOf(neighbour.match) }
    return outcomeOfLog(asked, freshnessOf(request))
  }

  const outcomeOfFound = ({ source, state, match }: Found<AnswerEvent>): CacheOutcome =>
    source.kind === 'sealed'
      ? outcomeOfCopy('hit', source.answer)
      : {
          ...outcomeOfLog({ state: state === 'ended' ? 'hit' : 'coalesced' }, 'evergreen'),
          expires_in_s: null,
          ...(match ? semanticOf(match) : {}),
        }

  const countRead = (hash: string, read: Parameters<typeof countReading>[1] & Pick<AnswerEnd, 'mode'>) => {
    countReading(count, read)
    const { state, saved } = read.cache
    book(hash, read.mode.model, {
      [COUNTED[state]]: 1,
      saved_tokens: saved.tokens,
      saved_gpu_ms: Math.round(saved.gpu_seconds * 1_000),
      saved_micro_usd: Math.round(saved.usd * 1_000_000),
    })
  }

  const finish = (sealed: SealedAnswer<AnswerEvent>, envelope: Envelope, hash: string) => {
    const finished = finishedAnswer(sealed, envelope, clock.now())
    const end = sealed.events.at(-1)
    if (finished && end?.type === 'answer-end') {
      const served = envelope.pushed?.served === 'stale' ? 'stale' : end.mode.served
      countRead(hash, { cache: envelope.cache, mode: end.mode, served, timing: finished.timing })
    }
    return finished
  }

  return {
    /** What was asked just now. */
    open(asked: Asked<AnswerEvent>, order: Order<FillRequest>, options: OpenOptions): Reading {
      const { state, source } = asked
      const outcome = outcomeOf(asked, order)
      count(COUNTED[state], 1, outcome.freshness)
      countQuestion(asked, order)
      if (asked.fromMemory) count('memory_hits', 1, outcome.freshness)
      const id = encodeAnswerId(source.identity)
      const {
        hash,
        view: { question, requestedMode, hide, pushed },
        maxAgeS,
        semantic,
      } = options
      const envelope: Envelope = {
        id,
        question,
        requestedMode,
        hide,
        ...(pushed ? { pushed } : {}),
        ...(source.kind === 'sealed' && asked.because
          ? { pushed: pushedToStale(source.answer, asked.because) }
          : {}),
        cache: outcome,
        askedAt: clock.now(),
        isCharged: state === 'miss' || state === 'bypass',
        isReplay: outcome.layer !== null,
      }
      const isCrowded = source.kind === 'log' && cache.readersOf(source.identity) >= READERS_AT_MOST
      const isDeferred = isCrowded || (options.isDeferred && outcome.layer === null)
      return {
        id,
        cache: outcome,
        isDeferred,
        finished: source.kind === 'sealed' ? () => finish(source.answer, envelope, hash) : undefined,
        events: start(
          source,
          envelope,
          { reader: hash, after: null, maxAgeS, semantic, order, orderOf: NEVER },
          (end) => countRead(hash, { ...end, served: end.mode.served }),
        ),
      }
    },

    /** What was asked before, from the event after `after` on. */
    async resume(identity: AnswerIdentity, options: ResumeOptions): Promise<Reading> {
      const found = await cache.find(identity)
      const { source, state } = found
      const { hash, view, after, order, again } = options
      const cacheOutcome = outcomeOfFound(found)
      const id = encodeAnswerId(identity)
      const envelope = {
        ...view,
        ...{ id, isCharged: false, cache: cacheOutcome },
        askedAt: clock.now(),
        isReplay: state === 'ended',
      }
      const orderOf = async (_: AnswerIdentity, request: FillRequest) => again?.(request)
      const events = start(source, envelope, {
        reader: hash,
        after,
        maxAgeS: null,
        semantic: true,
        order,
        orderOf,
      })
      return { id, cache: cacheOutcome, isDeferred: false, events }
    },

    /** The answer as it stands. */
    async snapshot(identity: AnswerIdentity, options?: { isFresh: boolean }): Promise<Answer> {
      const found = await cache.find(identity, options)
      const { events, state } = found
      const id = encodeAnswerId(identity)
      const cacheOutcome = outcomeOfFound(found)
      const envelope = { ...BY_ID, id, cache: cacheOutcome }
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

const semanticOf = ({ question, similarity }: Match) => ({
  layer: 'semantic' as const,
  matched_question: question,
  similarity,
})

/** Who has just asked knows the order. */
const NEVER = async () => undefined

const NO_TIMING = { first_delta_ms: null, total_ms: 0 }
/** Who reads by id asked at another time, if at all. */
const BY_ID = { question: null, requestedMode: null, isCharged: false, isReplay: false }

const COUNTED = {
  hit: 'hits',
  stale: 'stale',
  coalesced: 'coalesced',
  miss: 'misses',
  bypass: 'bypasses',
} as const
