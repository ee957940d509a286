import type { CacheOutcome } from '../api/answer.ts'
import { eventId } from '../cache/event-id.ts'
import type { Clock } from '../ports/clock.ts'
import type { NumberedEvent } from './answers.ts'
import type { AnswerEvent } from './events.ts'

/** What a reader wraps around the caller-free log. */
export type Envelope = {
  id: string
  fence: number
  /** The reader's own wording. */
  question: string
  requestedMode: 'auto' | 'fast' | 'deep'
  cache: CacheOutcome
  /** ms since the epoch: when this reader asked. */
  askedAt: number
  /** Options that only hide. */
  hide: { reasoning: boolean; followUps: boolean }
}

/** The stream that one reader gets: `answer-start`, then the log's events with their numbers, then the end. */
export async function* readThrough(
  events: AsyncIterable<AnswerEvent> | Iterable<AnswerEvent>,
  envelope: Envelope,
  clock: Clock,
): AsyncGenerator<NumberedEvent> {
  const { id, fence, question, requestedMode, cache, askedAt, hide } = envelope
  yield { id: null, event: { type: 'answer-start', id, question, mode: { requested: requestedMode }, cache } }
  let n = 0
  let first_delta_ms: number | null = null
  for await (const event of events) {
    const number = eventId(fence, n++)
    if (event.type === 'synopsis-delta') first_delta_ms ??= clock.now() - askedAt
    if (event.type === 'reasoning-delta' && hide.reasoning) continue
    if (event.type === 'follow-ups' && hide.followUps) continue
    if (event.type !== 'answer-end') {
      yield { id: number, event }
      continue
    }
    const timing = { ...event.timing, first_delta_ms, total_ms: clock.now() - askedAt }
    const mode = { ...event.mode, requested: requestedMode }
    yield { id: number, event: { ...event, id, question, mode, cache, timing } }
  }
}
