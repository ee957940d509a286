import { createParser } from 'eventsource-parser'
import { errorOfProtocol } from './map-error.ts'

/** Longest event taken, in characters; a vendor that sends no line ends must not fill the memory. */
const EVENT_LENGTH_AT_MOST = 1_000_000

/** The `data` of each server-sent event. `guard` wraps each read: it limits the wait and maps failures. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  guard: <T>(step: Promise<T>) => Promise<T>,
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
    const { done, value } = await guard(reader.read())
    // The empty line that ends the last event is sometimes missing.
    parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }))
    yield* events.splice(0)
    if (done) return
  }
}
