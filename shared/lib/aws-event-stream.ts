import { withSignal } from './deadline.ts'
import type { SilenceWatch } from './silence.ts'

/** Of a command of the AWS SDK, as much as is used. */
export type StreamCommand = {
  middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: every command has its own types of input and output.
    add(middleware: (next: any) => any, options: { name: string; step: 'deserialize'; priority: 'low' }): void
  }
}

export type EventStreamCall<Event> = {
  command: StreamCommand
  /** Sends the command; the events of its answer, undefined when it has none. */
  send: () => Promise<AsyncIterable<Event> | undefined>
  /** Limits each wait, and maps failures. */
  watch: SilenceWatch
  /** Whether any event ends the silence; else only `watch.heard`. Default true. */
  isHeard?: boolean
  errorOfConnection: (cause: unknown) => Error
  errorOfProtocol: (message: string, cause?: unknown) => Error
}

/** The events of one streamed call of AWS, until its end; what the SDK leaves unsaid of a broken one is said. */
export async function* readEventStream<Event>(call: EventStreamCall<Event>): AsyncGenerator<Event> {
  const { send, watch, isHeard = true, errorOfConnection, errorOfProtocol } = call
  const answer = keepAnswer(call)
  // The SDK itself hears the signal only once it has found its credentials.
  const stream = await watch.wait(withSignal(send(), watch.signal))
  if (stream === undefined) throw errorOfProtocol('The model endpoint sent an empty answer.')
  const events = stream[Symbol.asyncIterator]()
  for (;;) {
    // Left while the reader was away: a step begun now would fail with nobody listening.
    watch.signal.throwIfAborted()
    const { done, value } = await watch.wait(withSignal(events.next(), watch.signal), { isHeard })
    if (done) break
    yield value
  }
  // To the SDK a broken connection is an end like any other.
  if (answer.body?.readableEnded === false) throw errorOfConnection('The stream was cut off.')
}

type Answer = {
  statusCode: number
  headers: Record<string, string>
  body: { readableEnded?: boolean }
}

/**
 * Looks at the answer before the SDK reads it, and refuses what is no event stream: the first four bytes
 * are taken for the length of a frame and allocated at once, which for a page of HTML is a gigabyte.
 */
function keepAnswer<Event>({ command, errorOfProtocol }: EventStreamCall<Event>): Partial<Answer> {
  const kept: Partial<Answer> = {}
  command.middlewareStack.add(
    (next) => async (args: unknown) => {
      const output = await next(args)
      const { statusCode, headers, body } = output.response as Answer
      const contentType = headers['content-type'] ?? ''
      if (statusCode < 300 && !contentType.includes('eventstream')) {
        throw errorOfProtocol('The model endpoint did not answer with an event stream.', {
          statusCode,
          contentType,
        })
      }
      kept.body = body
      return output
    },
    // The innermost of its step.
    { name: 'keepAnswer', step: 'deserialize', priority: 'low' },
  )
  return kept
}
