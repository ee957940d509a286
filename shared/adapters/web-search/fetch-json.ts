import { IngotError } from '../../errors.ts'

/** Who cannot pay or is not known now will not be in a second: asked again after a minute. */
const REFUSED_FOR_S = 60
/** The key, the account or the credit; 432 and 433 are Tavily's for a plan and a budget that are used up. */
const OF_THE_ACCOUNT = new Set([401, 402, 403, 432, 433])
/** No network, no such host, nobody listens: not in the next second either, and documents need not wait for it. */
const AWAY = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'])
const AWAY_FOR_S = 30
const OF_THE_REQUEST = new Set([400, 404, 405, 413, 414, 422])
/** A page of hits has some 100 KB; this is somebody's mistake. */
const REPLY_AT_MOST_BYTES = 4_000_000

export type FetchJsonOptions = {
  /** The provider's, for messages. */
  name: string
  userAgent: string
  signal: AbortSignal
  /** With the key; such a request follows no redirect, so that the key goes nowhere else. */
  headers?: Record<string, string>
  /** Makes it a POST. */
  body?: unknown
  /** Where the provider says in headers of its own when to come back, seconds. */
  retryAfterOf?: (headers: Headers) => number | undefined
  /** Whether a refused request (its JSON body given) is a matter of the account. */
  isOfTheAccount?: (body: unknown) => boolean
}

/**
 * Asks a search provider for JSON. What the provider cannot do now is `search_unavailable`, with `cause` set
 * when it could not be reached at all; a request that it refuses is `search_refused_request`. Messages name the
 * provider and the status: neither its words nor the request, which may hold the key.
 */
export async function fetchJson(url: URL, options: FetchJsonOptions): Promise<unknown> {
  const { name, userAgent, signal, headers, body } = options
  const response = await fetch(url, {
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    ...(headers === undefined ? {} : { redirect: 'manual' as const }),
    signal,
  }).catch((cause: unknown) => {
    throw unreached(name, cause)
  })
  if (!response.ok) throw await errorOfStatus(response, options)
  const text = await readText(response, name)
  try {
    return JSON.parse(text)
  } catch {
    throw new IngotError('search_unavailable', `${name}: the reply is no JSON`)
  }
}

function unreached(name: string, cause: unknown): IngotError {
  const { code } = ((cause as Error).cause ?? {}) as { code?: string }
  const isAway = code !== undefined && AWAY.has(code)
  return new IngotError('search_unavailable', `${name}: cannot be reached`, {
    cause,
    ...(isAway ? { retryAfterS: AWAY_FOR_S } : {}),
  })
}

async function readText(response: Response, name: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true })
      if (text.length > REPLY_AT_MOST_BYTES) break
    }
  } catch (cause) {
    throw new IngotError('search_unavailable', `${name}: the reply broke off`, { cause })
  }
  if (text.length <= REPLY_AT_MOST_BYTES) return text
  throw new IngotError('search_unavailable', `${name}: the reply is too long`)
}

async function errorOfStatus(response: Response, options: FetchJsonOptions): Promise<IngotError> {
  const { name, isOfTheAccount, retryAfterOf } = options
  const { status, headers } = response
  const message = `${name}: HTTP ${status}`
  const isRefused = OF_THE_REQUEST.has(status)
  const isAccount =
    OF_THE_ACCOUNT.has(status) || (isRefused && isOfTheAccount?.(await jsonOrNothing(response)) === true)
  if (!response.bodyUsed) await response.body?.cancel()
  if (isAccount)
    return new IngotError('search_unavailable', message, { retryable: false, retryAfterS: REFUSED_FOR_S })
  if (isRefused) return new IngotError('search_refused_request', message)
  const seconds = secondsOf(headers.get('retry-after')) ?? retryAfterOf?.(headers)
  return new IngotError('search_unavailable', message, seconds === undefined ? {} : { retryAfterS: seconds })
}

const jsonOrNothing = (response: Response): Promise<unknown> => response.json().catch(() => undefined)

/** RFC 9110, 10.2.3: seconds, or a date. */
function secondsOf(value: string | null): number | undefined {
  if (value === null) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1_000)
  return seconds > 0 ? seconds : undefined
}
