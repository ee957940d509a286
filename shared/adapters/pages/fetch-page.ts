import { Agent, fetch, type Response } from 'undici'
import { IngotError } from '../../errors.ts'
import { deadlineIn } from '../../lib/deadline.ts'
import { retryAfterOf } from '../../lib/retry-after.ts'
import type { PageCaching } from '../../ports/page-reader.ts'
import type { Courtesy } from './courtesy/courtesy.ts'
import { checkUrl, createGuardedConnector, type Resolve } from './guard.ts'

export type FetchLimits = {
  timeoutMs: number
  /** Bytes of the body after content decoding. */
  maxBytes: number
  /** The same for a PDF or DOCX. */
  maxDocumentBytes: number
  maxRedirects: number
  userAgent: string
  fetchAllow: readonly string[]
  resolve: Resolve
  /** Asked before every request; null: nobody is. */
  courtesy: Courtesy | null
}

/** A page read before: its address after redirects, and what its site said then. */
export type KnownPage = PageCaching & { url: string }

export type FetchedPage = {
  /** After redirects, without fragment. */
  url: URL
  bytes: Uint8Array
  /** Lower case, without parameters; empty when the server did not say. */
  mediaType: string
  charset: string | null
  caching: PageCaching
  /** `X-Robots-Tag`, as sent. */
  robotsTag: string
}

type Redirect = { kind: 'redirect'; url: URL }
export type Unchanged = { kind: 'unchanged'; caching: PageCaching }

export const DOCUMENT_TYPES: readonly string[] = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]
const REDIRECTS = new Set([301, 302, 303, 307, 308])
/** Client errors after which the same request may succeed. */
const PASSING = new Set([408, 425, 429])

function checkStatus(response: Response, url: URL): void {
  const { status } = response
  if (status === 404 || status === 410) {
    throw new IngotError('page_not_found', `There is no page at ${url.href} (HTTP ${status}).`)
  }
  if (!response.ok) {
    const retryable = status >= 500 || PASSING.has(status)
    const retryAfterS = retryAfterOf(Object.fromEntries(response.headers), Date.now())
    throw new IngotError('page_unavailable', `${url.host} answered with HTTP ${status}.`, {
      retryable,
      ...(retryAfterS === undefined ? {} : { retryAfterS }),
    })
  }
}

const tooLarge = (maxBytes: number) =>
  new IngotError('page_too_large', `The page is larger than ${maxBytes} bytes.`)

/** Counts decoded bytes as they come, so neither an endless body nor a gzip bomb is ever held. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.byteLength
    if (length > maxBytes) throw tooLarge(maxBytes)
    parts.push(part)
  }
  return Buffer.concat(parts, length)
}

function readContentType(response: Response): Pick<FetchedPage, 'mediaType' | 'charset'> {
  const header = response.headers.get('content-type') ?? ''
  const mediaType = (header.split(';', 1)[0] ?? '').trim().toLowerCase()
  return { mediaType, charset: /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(header)?.[1] ?? null }
}

const readCaching = ({ headers }: Response): PageCaching => ({
  etag: headers.get('etag'),
  lastModified: headers.get('last-modified'),
  cacheControl: headers.get('cache-control'),
})

/** Only the address that the validators came from is asked about them. */
function conditionsFor(url: URL, known: KnownPage | undefined): Record<string, string> {
  if (known === undefined || known.url !== withoutFragment(url)) return {}
  return {
    ...(known.etag === null ? {} : { 'if-none-match': known.etag }),
    ...(known.lastModified === null ? {} : { 'if-modified-since': known.lastModified }),
  }
}

function withoutFragment({ href }: URL): string {
  const url = new URL(href)
  url.hash = ''
  return url.href
}

/** What a 304 leaves out is as it was (RFC 9110, 15.4.5). */
function stillKnown(response: Response, known: PageCaching): PageCaching {
  const told = readCaching(response)
  return {
    etag: told.etag ?? known.etag,
    lastModified: told.lastModified ?? known.lastModified,
    cacheControl: told.cacheControl ?? known.cacheControl,
  }
}

/** undici wraps what the connector threw into a `TypeError: fetch failed`, and has a list of ports of its own. */
function findIngotError(thrown: unknown): IngotError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof IngotError) return error
    if (error.message === 'bad port') {
      return new IngotError('page_address_refused', 'The port is not one of the web.', { cause: thrown })
    }
  }
  return undefined
}

export const isTimeout = (reason: unknown) => reason instanceof DOMException && reason.name === 'TimeoutError'

type How = { agent: Agent; signal: AbortSignal; known: KnownPage | undefined }

async function request(
  url: URL,
  limits: FetchLimits,
  { agent, signal, known }: How,
): Promise<FetchedPage | Unchanged | Redirect> {
  const conditions = conditionsFor(url, known)
  const response = await fetch(url, {
    dispatcher: agent,
    signal,
    redirect: 'manual',
    headers: {
      'user-agent': limits.userAgent,
      accept: `text/html, application/xhtml+xml, text/markdown, ${DOCUMENT_TYPES.join(', ')}, text/plain;q=0.9, */*;q=0.1`,
      ...conditions,
    },
  })
  if (response.status === 304 && known && Object.keys(conditions).length > 0) {
    await response.body?.cancel()
    return { kind: 'unchanged', caching: stillKnown(response, known) }
  }
  const location = response.headers.get('location')
  if (REDIRECTS.has(response.status) && location !== null) {
    await response.body?.cancel()
    return { kind: 'redirect', url: checkUrl(location, url) }
  }
  checkStatus(response, url)
  const type = readContentType(response)
  const maxBytes = DOCUMENT_TYPES.includes(type.mediaType) ? limits.maxDocumentBytes : limits.maxBytes
  return {
    url: new URL(withoutFragment(url)),
    bytes: await readBody(response, maxBytes),
    ...type,
    caching: readCaching(response),
    robotsTag: response.headers.get('x-robots-tag') ?? '',
  }
}

async function follow(address: string, limits: FetchLimits, how: How): Promise<FetchedPage | Unchanged> {
  let url = checkUrl(address)
  for (let hop = 0; hop <= limits.maxRedirects; hop++) {
    const leave = await limits.courtesy?.enter(url, how)
    try {
      const outcome = await request(url, limits, how)
      if (!('kind' in outcome) || outcome.kind === 'unchanged') return outcome
      url = outcome.url
    } finally {
      leave?.()
    }
  }
  throw new IngotError(
    'page_too_many_redirects',
    `${address} redirects more than ${limits.maxRedirects} times.`,
  )
}

/** Gives the work sockets of its own and its time; what it throws gets a `page_` code. */
async function connected<Outcome>(
  limits: FetchLimits,
  options: { signal: AbortSignal; known?: KnownPage },
  work: (how: How) => Promise<Outcome>,
): Promise<Outcome> {
  // Sockets live for one page only: nothing is left open when a body is given up half way.
  const agent = new Agent({ connect: createGuardedConnector(limits) })
  const { signal } = deadlineIn(limits.timeoutMs, options)
  try {
    return await work({ agent, signal, known: options.known })
  } catch (thrown) {
    if (signal.aborted) {
      if (!isTimeout(signal.reason)) throw signal.reason
      throw new IngotError('page_timeout', 'The page did not arrive in time.', { cause: thrown })
    }
    throw (
      findIngotError(thrown) ??
      new IngotError('page_unavailable', 'The page could not be fetched.', { cause: thrown })
    )
  } finally {
    await agent.destroy()
  }
}

/**
 * Fetches a page under the guard, or learns that it is still the `known` one. Throws an `IngotError` with a `page_` code, or the caller's own abort
 * reason; a caller's `TimeoutError` counts as `page_timeout`.
 */
export async function fetchPage(
  address: string,
  limits: FetchLimits,
  options: { signal: AbortSignal },
): Promise<FetchedPage>
export async function fetchPage(
  address: string,
  limits: FetchLimits,
  options: { signal: AbortSignal; known?: KnownPage },
): Promise<FetchedPage | Unchanged>
export async function fetchPage(
  address: string,
  limits: FetchLimits,
  options: { signal: AbortSignal; known?: KnownPage },
): Promise<FetchedPage | Unchanged> {
  return connected(limits, options, (how) => follow(address, limits, how))
}
