import type { NumberedEvent } from '../../shared/answer/answers.ts'
import { toIngotError } from '../../shared/errors.ts'
import { withSignal } from '../../shared/lib/deadline.ts'
import type { Clock } from '../../shared/ports/clock.ts'

const PING_AFTER_MS = 10_000
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}
/** What is written of one event, in the format of event streams; `last` closes the stream. */
export type Message = { text: string; last: boolean }

export type EventStreamOptions = {
  clock: Clock
  /** Told what the source threw, if it did. */
  onFailure: (thrown: unknown) => void
  /** How an event is told; an empty text tells nothing. Default: as Ingot's own API tells it. */
  tell?: (event: NumberedEvent) => Message
  /** Ends the stream, which the client may go on with elsewhere, with its reason as the last event. */
  ending?: AbortSignal
}

/**
 * A reading as server-sent events. The next event is asked for when the client has taken the last one, so
 * nothing piles up here. The stream never errors and ends with exactly one terminal event, whatever the
 * source does; one without an id is about the stream, not the answer. A client that leaves ends the reading.
 */
export function eventStream(
  events: AsyncIterable<NumberedEvent>,
  { clock, onFailure, tell = toMessage, ending }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const source = events[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let next: Promise<Message> | undefined
  let silence = new AbortController()
  let left = false

  const readNext = async (): Promise<Message> => {
    let failure: unknown = new Error('the reading ended without a terminal event')
    try {
      const step = await (ending ? withSignal(source.next(), ending) : source.next())
      if (!step.done) return tell(step.value)
    } catch (thrown) {
      failure = thrown
    }
    if (!left) onFailure(failure)
    const { code, message, retryable } = toIngotError(failure)
    return tell({ id: null, event: { type: 'answer-error', code, message, retryable } })
  }
  const readNextTold = async (): Promise<Message> => {
    for (;;) {
      const message = await readNext()
      if (message.text !== '' || message.last || left) return message
    }
  }
  // Not awaited: a generator returns only once the event it is waiting for has come.
  const stopReading = () => {
    Promise.resolve(source.return?.()).catch(onFailure)
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        next ??= readNextTold()
        silence = new AbortController()
        const pause = clock.sleep(PING_AFTER_MS, { signal: silence.signal }).catch(() => undefined)
        const message = await Promise.race([next, pause])
        silence.abort()
        if (left) return
        controller.enqueue(encoder.encode(message?.text ?? ': ping\n\n'))
        if (!message) return
        next = undefined
        if (!message.last) return
        controller.close()
        stopReading()
      },
      cancel() {
        left = true
        silence.abort()
        stopReading()
      },
    },
    { highWaterMark: 0 },
  )
}

/** WHATWG HTML, section 9.2.6. JSON has no line breaks of its own, so one `data:` line holds it. */
function toMessage({ id, event }: NumberedEvent): Message {
  return {
    text: `${id === null ? '' : `id: ${id}\n`}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    last: event.type === 'answer-end' || event.type === 'answer-error',
  }
}
