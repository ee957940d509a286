import { EventSourceParserStream } from 'eventsource-parser/stream'
import { StreamedEvent } from '../../shared/api/answer-events.ts'
import type { StreamedLine } from './test-server.ts'

/** Reads an event stream step by step, as a phone does that may lose it at any event. */
export function readEventStream(response: Response) {
  if (!response.body) throw new Error('no body')
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  const lines: StreamedLine[] = []
  const next = async (): Promise<StreamedLine | undefined> => {
    const { value, done } = await reader.read()
    if (done) return undefined
    const line = { id: value.id, name: value.event, event: StreamedEvent.parse(JSON.parse(value.data)) }
    lines.push(line)
    return line
  }
  return {
    /** All that was read so far. */
    lines,
    next,
    /** Reads up to and with the first event of this type; throws when the stream ends before. */
    async until(type: StreamedEvent['type']): Promise<StreamedLine> {
      for (;;) {
        const line = await next()
        if (!line) throw new Error(`the stream ended before ${type}`)
        if (line.event.type === type) return line
      }
    },
    async rest(): Promise<StreamedLine[]> {
      while (await next()) {
        // `next` keeps them.
      }
      return lines
    },
    /** The connection is lost. */
    leave: () => reader.cancel().catch(() => undefined),
  }
}

/** The synopsis that a client shows after these events: a restart takes back what was shown. */
export function shownText(lines: readonly Pick<StreamedLine, 'event'>[]): string {
  let text = ''
  for (const { event } of lines) {
    if (event.type === 'answer-restart') text = ''
    if (event.type === 'synopsis-delta') text += event.text
  }
  return text
}

/** The id of the last event that has one. */
export const lastSeenId = (lines: readonly StreamedLine[]): string | undefined =>
  lines.findLast(({ id }) => id !== undefined && id !== '')?.id

export const isTerminal = ({ event: { type } }: Pick<StreamedLine, 'event'>): boolean =>
  type === 'answer-end' || type === 'answer-error'

/** The id of the answer that is being read: a restart may have changed it. */
export function answerIdOf(lines: readonly Pick<StreamedLine, 'event'>[]): string {
  let id = ''
  for (const { event } of lines) {
    if (event.type === 'answer-start') id = event.id
    if (event.type === 'answer-restart' && event.id !== undefined) id = event.id
  }
  return id
}
