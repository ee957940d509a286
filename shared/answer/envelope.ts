import type { CacheOutcome, Mode, Saved } from '../api/answer.ts'
import type { AnswerEnd } from '../api/answer-events.ts'
import { NO_USAGE } from '../api/no-usage.ts'
import { encodeAnswerId } from '../cache/answer-id.ts'
import { DEGRADED_MS } from '../cache/freshness.ts'
import type { Read } from '../cache/read-log.ts'
import type { SealedAnswer } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { NumberedEvent } from './answers.ts'
import { type AnswerEvent, type FillEnd, isDegradation } from './events.ts'

/** A rung that was chosen for one reader alone, and why. */
export type Pushed = Pick<Mode, 'served' | 'model'> & { reason: NonNullable<Mode['reason']> }

/** What a reader wraps around the caller-free log. */
export type Envelope = {
  id: string
  /** The reader's own wording; null: the standalone question. */
  question: string | null
  /** Null: the mode that it was resolved to. */
  requestedMode: 'auto' | 'fast' | 'deep' | null
  cache: CacheOutcome
  /** ms since the epoch: when this reader asked. */
  askedAt: number
  /** Options that only hide. */
  hide: { reasoning: boolean; followUps: boolean }
  /** This reader was given another rung than they asked for, and others were not. */
  pushed?: Pushed
  /** Who started the fill pays for it. */
  isCharged: boolean
  /** It was written before: nobody searched while this reader waited. */
  isReplay: boolean
}

export type ReadThroughOptions = {
  clock: Clock
  onEnd?: ((end: AnswerEnd) => void) | undefined
  /** What is told of an expired answer that is all there is. */
  outcomeOfStale: (answer: SealedAnswer<AnswerEvent>) => CacheOutcome
}

/** The stream that one reader gets: `answer-start`, then the log's events with their numbers, then the end. */
export async function* readThrough(
  events: AsyncIterable<Read<AnswerEvent>>,
  envelope: Envelope,
  { clock, onEnd = () => undefined, outcomeOfStale }: ReadThroughOptions,
): AsyncGenerator<NumberedEvent> {
  const { question, cache, askedAt } = envelope
  const mode = { requested: envelope.requestedMode ?? 'auto' } as const
  yield { id: null, event: { type: 'answer-start', id: envelope.id, question: question ?? '', mode, cache } }
  if (envelope.pushed) yield { id: null, event: { type: 'mode-change', ...envelope.pushed } }
  let first_delta_ms: number | null = null
  let seen = envelope
  for await (const read of events) {
    if (read.kind === 'restart') {
      seen = yield* startAgain(read, seen, outcomeOfStale)
      continue
    }
    if (read.kind === 'matched') {
      seen = matched(read, seen, clock.now())
      continue
    }
    const { event } = read
    seen = keptAfter(event, seen)
    if (event.type === 'synopsis-delta') first_delta_ms ??= clock.now() - askedAt
    if (isHidden(event, seen)) continue
    if (event.type !== 'answer-end') {
      yield { id: read.id, event }
      continue
    }
    const total_ms = clock.now() - askedAt
    const end = wrapEnd(event, seen, { first_delta_ms, total_ms })
    onEnd(end)
    yield { id: read.id, event: end }
  }
}

/** What fails on the way has the answer kept for a minute only. Of what was there already it is known how long. */
const keptAfter = (event: AnswerEvent, seen: Envelope): Envelope => {
  const { state, layer, expires_in_s } = seen.cache
  if (expires_in_s === null || layer !== null || (state !== 'miss' && state !== 'coalesced')) return seen
  if (!isDegradation(event)) return seen
  return { ...seen, cache: { ...seen.cache, expires_in_s: Math.min(expires_in_s, DEGRADED_MS / 1_000) } }
}

/** What was shown is void; how the reader sees what follows. */
function* startAgain(
  { identity, reason, instead }: Extract<Read<AnswerEvent>, { kind: 'restart' }>,
  seen: Envelope,
  outcomeOfStale: ReadThroughOptions['outcomeOfStale'],
): Generator<NumberedEvent, Envelope> {
  const id = encodeAnswerId(identity)
  if (!instead) {
    yield { id: null, event: { type: 'answer-restart', reason, id } }
    return { ...seen, id }
  }
  const pushed = pushedToStale(instead.answer, instead.of)
  yield { id: null, event: { type: 'answer-restart', reason: pushed.reason, id } }
  yield { id: null, event: { type: 'mode-change', ...pushed } }
  return { ...seen, id, cache: outcomeOfStale(instead.answer), pushed, isCharged: false, isReplay: true }
}

/** What follows was made for another wording, before this reader asked: a hit, though it came too late for the headers. */
const matched = (
  { match, facts, freshUntil }: Extract<Read<AnswerEvent>, { kind: 'matched' }>,
  seen: Envelope,
  now: number,
): Envelope => ({
  ...seen,
  cache: {
    ...seen.cache,
    state: seen.cache.state === 'miss' ? 'hit' : seen.cache.state,
    layer: 'semantic',
    age_s: Math.max(0, Math.floor((now - facts.retrievedAt) / 1_000)),
    freshness: facts.freshness,
    expires_in_s: Math.floor((freshUntil - now) / 1_000),
    matched_question: match.question,
    similarity: match.similarity,
  },
  isCharged: false,
  isReplay: true,
})

/** An expired answer instead of a failure: who wrote it, and what failed. */
export function pushedToStale({ events }: SealedAnswer<AnswerEvent>, failure: AnswerEvent): Pushed {
  const end = events.at(-1)
  const model = end?.type === 'answer-end' ? end.mode.model : null
  const isSearch = failure.type === 'answer-error' && failure.code === 'search_unavailable'
  return { served: 'stale', model, reason: isSearch ? 'search_failed' : 'model_error' }
}

function isHidden({ type }: AnswerEvent, { hide, isReplay, pushed }: Envelope): boolean {
  // Who wrote it once matters less than that it has expired.
  if (type === 'mode-change' && pushed?.served === 'stale') return true
  if (type === 'reasoning-delta') return hide.reasoning
  if (type === 'follow-ups') return hide.followUps
  // Whoever asks later has not stood in that queue.
  return type === 'queue' && isReplay
}

/** The end of the log as one reader sees it. */
export function wrapEnd(
  end: FillEnd,
  { id, question, requestedMode, cache, isCharged, isReplay, pushed }: Omit<Envelope, 'askedAt' | 'hide'>,
  timing: Pick<AnswerEnd['timing'], 'first_delta_ms' | 'total_ms'>,
): AnswerEnd {
  return {
    ...end,
    id,
    question: question ?? end.standalone_question,
    mode: readMode(end.mode, { requestedMode, pushed }),
    cache: { ...cache, saved: isCharged ? NOTHING_SAVED : savedBy(end) },
    usage: isCharged ? end.usage : NO_USAGE,
    timing: { ...(isReplay ? NOT_SEARCHED : end.timing), ...timing },
  }
}

/** Of a log, as one reader sees it. */
export const readMode = (
  mode: Mode,
  { requestedMode, pushed }: { requestedMode: Envelope['requestedMode']; pushed?: Pushed | undefined },
): Mode => ({
  ...mode,
  requested: requestedMode ?? mode.requested,
  served: pushed?.served === 'stale' ? 'stale' : mode.served,
  reason: pushed?.reason ?? mode.reason,
})

const NOT_SEARCHED = { search_ms: 0, read_ms: 0 }
export const NOTHING_SAVED: Saved = { model_calls: 0, tokens: 0, gpu_seconds: 0, usd: 0 }

/** What the fill took, and a reader who did not start it was spared. */
export const savedBy = ({ mode, usage }: Pick<FillEnd, 'mode' | 'usage'>): Saved => ({
  model_calls: mode.model === null ? 0 : 1,
  // Vendors count the reasoning among the output.
  tokens: usage.input_tokens + usage.output_tokens,
  gpu_seconds: usage.gpu_seconds,
  usd: usage.usd,
})
