import { EventSourceParserStream } from 'eventsource-parser/stream'
import { StreamedEvent } from '../../../shared/api/answer-events.ts'
import { jsonOf, SmokeFailure } from './site.ts'

/** `id`: null for events that no reading can go on from. */
export type SeenEvent = { id: number | null; event: StreamedEvent; atMs: number }

/**
 * All events of a reply. Throws `SmokeFailure` unless they are Ingot's, in order, and the last one alone is
 * `answer-end`.
 */
export async function readStream(response: Response, signal: AbortSignal): Promise<SeenEvent[]> {
  const type = response.headers.get('content-type') ?? 'nothing'
  if (!type.startsWith('text/event-stream'))
    throw new SmokeFailure(`the reply is ${type}, not text/event-stream`)
  const startedAt = performance.now()
  const seen: SeenEvent[] = []
  try {
    const texts = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())
    for await (const { id, data } of texts.pipeThrough(new EventSourceParserStream())) {
      take(seen, { id, data, atMs: Math.round(performance.now() - startedAt) })
    }
  } catch (thrown) {
    if (thrown instanceof SmokeFailure) throw thrown
    const how = signal.aborted ? 'went on for too long' : 'broke'
    throw new SmokeFailure(`the stream ${how} after ${placeOf(seen)}`, { cause: thrown })
  }
  const last = seen.at(-1)?.event
  if (last?.type === 'answer-error') throw new SmokeFailure(`answer-error: ${last.code}: ${last.message}`)
  if (last?.type !== 'answer-end') throw new SmokeFailure(`the stream was cut after ${placeOf(seen)}`)
  return seen
}

function take(
  seen: SeenEvent[],
  { id, data, atMs }: { id: string | undefined; data: string; atMs: number },
): void {
  const event = StreamedEvent.safeParse(jsonOf(data))
  if (!event.success)
    throw new SmokeFailure(`no event of Ingot's after ${placeOf(seen)}: ${data.slice(0, 120)}`)
  const before = seen.at(-1)
  if (before && isLast(before.event)) throw new SmokeFailure(`${event.data.type} came after ${placeOf(seen)}`)
  const number = id === undefined || id === '' ? null : Number(id)
  const latest = seen.findLast((one) => one.id !== null)?.id ?? -1
  if (number !== null && !(number > latest)) throw new SmokeFailure(`the id ${id} does not follow ${latest}`)
  seen.push({ id: number, event: event.data, atMs })
}

const isLast = ({ type }: StreamedEvent) => type === 'answer-end' || type === 'answer-error'

const placeOf = (seen: readonly SeenEvent[]) =>
  seen.length === 0 ? 'no event at all' : `${seen.length} events, the last one ${seen.at(-1)?.event.type}`

/** What a client shows after these events. */
export function synopsisOf(seen: readonly SeenEvent[]): string {
  let text = ''
  for (const { event } of seen) {
    if (event.type === 'answer-restart') text = ''
    if (event.type === 'synopsis-delta') text += event.text
  }
  return text
}
