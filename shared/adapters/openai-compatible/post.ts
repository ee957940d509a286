import { type Dispatcher, request } from 'undici'
import { withSignal } from '../../lib/deadline.ts'
import type { SilenceWatch } from '../../lib/silence.ts'
import { errorOfResponse } from './map-error.ts'

export type Endpoint = {
  /** Without the operation, e.g. `http://127.0.0.1:8000/v1`. */
  baseUrl: string
  apiKey?: string | undefined
  /** Default: undici's own, which keeps connections for the next call. */
  dispatcher?: Dispatcher | undefined
}

/** How much is read of an answer that only has to be explained, in characters. */
const EXPLANATION_LENGTH = 2_000

/**
 * Sends JSON to an operation, e.g. `/chat/completions`. The body of its answer must be read to the end, or
 * `watch` be stopped. Throws `model_*` for an answer that is not good, or is a page of HTML. Redirects are
 * not followed: a redirected POST would lose its body, so `baseUrl` has to be right.
 *
 * Not `fetch`: its web streams bring each part later.
 */
export async function post(
  { baseUrl, apiKey, dispatcher }: Endpoint,
  { operation, body, accept }: { operation: string; body: unknown; accept: string },
  { signal, watch }: { signal: AbortSignal; watch: SilenceWatch },
): Promise<Dispatcher.ResponseData['body']> {
  signal.throwIfAborted()
  const sent = request(`${baseUrl.replace(/\/+$/, '')}${operation}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'ingot',
      // A compressed stream would come late.
      'accept-encoding': 'identity',
      accept,
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    signal: watch.signal,
    // `watch` knows how long the vendor may be silent.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(dispatcher === undefined ? {} : { dispatcher }),
  })
  // undici hears the signal only once it is connected.
  const response = await watch.wait(withSignal(sent, watch.signal))
  // An abort between two reads is told by the next one.
  response.body.on('error', () => undefined)
  const { statusCode: status, headers } = response
  const isGood = status >= 200 && status <= 299 && !/html/.test(String(headers['content-type']))
  if (isGood) return response.body
  const start = await startOf(response.body, watch).catch(() => '')
  signal.throwIfAborted()
  throw errorOfResponse({ status, headers }, start)
}

async function startOf(body: AsyncIterable<Uint8Array>, watch: SilenceWatch): Promise<string> {
  const bytes = body[Symbol.asyncIterator]()
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < EXPLANATION_LENGTH) {
    const { done, value } = await watch.wait(bytes.next())
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  return text.slice(0, EXPLANATION_LENGTH)
}
