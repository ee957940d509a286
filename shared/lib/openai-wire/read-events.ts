import { createParser, type ParseError } from 'eventsource-parser'
import type { SilenceWatch } from '../silence.ts'
import { errorOfProtocol } from './map-error.ts'

/** Longest event taken, in characters; a vendor that sends no line ends must not fill the memory. */
const EVENT_LENGTH_AT_MOST = 1_000_000

/**
 * The `data` of each server-sent event. `watch` limits each wait and maps failures. Lenient: an event named
 * `error` becomes `{"error": …}`, and JSON without `data:` is an event too, a line each or one over many lines.
 */
export async function* readEvents(
  bytes: AsyncIterator<Uint8Array>,
  watch: SilenceWatch,
): AsyncGenerator<string> {
  const events: string[] = []
  let bare = ''
  const onError = ({ type, field, value = '', line = '' }: ParseError) => {
    if (type === 'max-buffer-size-exceeded') throw errorOfProtocol('The model sent an endless event.')
    if (field === 'error') events.push(toError(value))
    else if (bare === '' && isWholeObject(line)) events.push(line)
    else if (bare !== '' || line.startsWith('{')) bare += `${line}\n`
    if (bare.length > EVENT_LENGTH_AT_MOST) throw errorOfProtocol('The model sent an endless event.')
  }
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(event === 'error' ? toError(data) : data),
    onError,
    maxBufferSize: EVENT_LENGTH_AT_MOST,
  })
  const decoder = new TextDecoder()
  for (;;) {
    // Left while the reader was away: a step begun now would fail with nobody listening.
    watch.signal.throwIfAborted()
    const { done, value } = await watch.wait(bytes.next(), { isHeard: false })
    // The empty line that ends the last event is sometimes missing.
    parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }))
    if (done && bare !== '') events.push(bare)
    yield* events.splice(0)
    if (done) return
  }
}

const isWholeObject = (line: string) => line.startsWith('{') && line.trimEnd().endsWith('}')

const toError = (text: string) => `{"error":${isWholeObject(text) ? text : JSON.stringify(text)}}`
