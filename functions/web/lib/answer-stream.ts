import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Answer } from '../../../shared/api/answer.ts'
import type { StreamedEvent } from '../../../shared/api/answer-events.ts'
import { ApiFailure, call } from './client.ts'
import { eventsOf } from './events-of.ts'

/** What is asked, or the id of an answer that somebody asked for before. */
type Asked = { path: 'v1/answers' | 'v1/summaries'; body: object } | { id: string }
/** Either, or an answer that is here already. */
export type ToTell = Asked | { answer: Answer }

type Options = {
  signal: AbortSignal
  /** Told when there is a connection, and when it is lost. */
  onLink: (state: 'lost' | 'there') => void
}

/** The server says something every 10 s, if only `: ping`. */
const SILENT_FOR_MS = 25_000
const TRIES_IN_A_ROW = 10
const LONGEST_PAUSE_MS = 4_000

/**
 * The events of one answer, to the last. A connection that breaks is made again by itself and goes on after
 * the last event that came; nothing comes twice. Throws `ApiFailure`, or the signal's reason.
 */
export async function* streamAnswer(asked: ToTell, options: Options): AsyncGenerator<StreamedEvent> {
  if ('answer' in asked) return yield* eventsOf(asked.answer)
  const { signal, onLink } = options
  const place: Place = { id: 'id' in asked ? asked.id : null, after: null, key: crypto.randomUUID() }
  let failures = 0
  while (failures < TRIES_IN_A_ROW) {
    try {
      for await (const event of readLink(asked, place, options)) {
        failures = 0
        yield event
        if (isLast(event)) return
      }
    } catch (thrown) {
      if (signal.aborted || !isWorthAnotherTry(thrown, place)) throw thrown
    }
    failures++
    onLink('lost')
    await pauseOf(failures, signal)
  }
  throw new ApiFailure('network', 'The connection did not come back.')
}

const isLast = ({ type }: StreamedEvent) => type === 'answer-end' || type === 'answer-error'

/** The key makes a repeated POST join the first one: RFC draft Idempotency-Key. */
type Place = { id: string | null; after: string | null; key: string }
type Reader = ReadableStreamDefaultReader<{ id?: string | undefined; data: string }>

async function connect(asked: Asked, { id, after, key }: Place, link: Link): Promise<Reader> {
  const { signal } = link
  const accept = 'text/event-stream'
  const response =
    id !== null || 'id' in asked
      ? await call(`v1/answers/${encodeURIComponent(id ?? '')}/events`, {
          headers: { accept, ...(after === null ? {} : { 'last-event-id': after }) },
          signal,
        })
      : await call(asked.path, { json: asked.body, headers: { accept, 'idempotency-key': key }, signal })
  if (!response.body) throw new ApiFailure('network', 'The reply was empty.')
  return response.body
    .pipeThrough(new TransformStream<Bytes, Bytes>({ transform: link.onBytes }))
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
}

/** What comes over one connection. */
async function* readLink(
  asked: Asked,
  place: Place,
  { signal, onLink }: Options,
): AsyncGenerator<StreamedEvent> {
  const link = openLink(signal)
  try {
    const reader = await connect(asked, place, link)
    onLink('there')
    for (;;) {
      const { value } = await reader.read()
      if (!value) return
      const event = JSON.parse(value.data) as StreamedEvent
      // Without a number it is about this connection, not about the answer.
      if (event.type === 'answer-error' && event.retryable && !value.id && place.id !== null) return
      if (value.id) place.after = value.id
      // After a takeover the answer goes on under another id.
      if ('id' in event && event.id) place.id = event.id
      yield event
    }
  } finally {
    link.close()
  }
}

function isWorthAnotherTry(thrown: unknown, place: Place): boolean {
  if (!(thrown instanceof ApiFailure)) return true
  return thrown.code === 'network' || (thrown.code === 'store_unavailable' && place.id !== null)
}

type Link = {
  signal: AbortSignal
  onBytes: (bytes: Bytes, out: TransformStreamDefaultController<Bytes>) => void
  close(): void
}
type Bytes = Uint8Array<ArrayBuffer>

/** One connection: given up when the device goes offline, or when nothing has come for too long. */
function openLink(outer: AbortSignal): Link {
  const controller = new AbortController()
  const giveUp = () => controller.abort(new ApiFailure('network', 'The connection was lost.'))
  const stop = () => controller.abort(outer.reason)
  let timer = setTimeout(giveUp, SILENT_FOR_MS)
  addEventListener('offline', giveUp)
  outer.addEventListener('abort', stop)
  return {
    signal: controller.signal,
    onBytes(bytes, out) {
      clearTimeout(timer)
      timer = setTimeout(giveUp, SILENT_FOR_MS)
      out.enqueue(bytes)
    },
    close() {
      clearTimeout(timer)
      removeEventListener('offline', giveUp)
      outer.removeEventListener('abort', stop)
      controller.abort()
    },
  }
}

/** A growing pause; while the device is offline, until it is online again. */
async function pauseOf(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** (failures - 1))
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = navigator.onLine ? setTimeout(done, ms) : undefined
    addEventListener('online', done)
    signal.addEventListener('abort', done, { once: true })
  })
  signal.throwIfAborted()
}
