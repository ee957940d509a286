import { createParser } from 'eventsource-parser'
import type { SilenceWatch } from '../../lib/silence.ts'
import { errorOfProtocol } from './map-error.ts'

/** Longest event taken, in characters; a vendor that sends no line ends must not fill the memory. */
const EVENT_LENGTH_AT_MOST = 1_000_000

/** The `data` of each server-sent event. `watch` limits each wait and maps failures. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  watch: SilenceWatch,
): AsyncGenerator<string> {
  const events: string[] = []
  const parser = createParser({
    onEvent: ({ data }) => events.push(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded')
        throw errorOfProtocol('The model sent an endless event.', error)
    },
    maxBufferSize: EVENT_LENGTH_AT_MOST,
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await watch.wait(reader.read())
    // The empty line that ends the last event is sometimes missing.
    parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }))
    yield* events.splice(0)
    if (done) return
  }
}
