import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { IngotError } from '../../../errors.ts'
import type { SiteOutcome, SitePage, SiteReader } from '../../../ports/site-reader.ts'
import type { Courtesy } from '../courtesy/courtesy.ts'
import type { createHostTurns } from '../courtesy/host-turns.ts'
import { productToken } from '../courtesy/parse-robots.ts'
import type { RobotsFiles } from '../courtesy/robots-files.ts'
import { decodeText } from '../decode-text.ts'
import { fetchLimits } from '../fetch-limits.ts'
import { type FetchedPage, type FetchLimits, fetchPage, isTimeout, type KnownPage } from '../fetch-page.ts'
import { binaryFormat, isHtmlName, looksLikeHtml } from '../tell-kind.ts'
import { absolute } from './absolute.ts'
import { looksLikeList, readList } from './read-list.ts'
import { readMarkup } from './read-markup.ts'
import { robotsDirectives } from './robots-directives.ts'

/** A host may ask for seconds between a redirect and where it leads. */
const TIMEOUT_MS = 30_000
/** sitemaps.org: "no larger than 50 MB" when unpacked. */
const MOST_LIST_BYTES = 52_428_800
/** What the server takes as an upload, less the form around it. */
const MOST_DOCUMENT_BYTES = 19_000_000
/** A host that asks for more is left alone; no other request goes there meanwhile. */
const LONGEST_HOLD_MS = 120_000

const unpack = promisify(gunzip)

type Options = Pick<FetchLimits, 'fetchAllow' | 'userAgent'> &
  Partial<Pick<FetchLimits, 'resolve'>> & {
    robots: RobotsFiles
    courtesy: Courtesy
    turns: Pick<ReturnType<typeof createHostTurns>, 'hold'>
  }

/** Collects the pages of a site under the fetch guard. */
export function createSiteReader({ robots, courtesy, turns, ...options }: Options): SiteReader {
  const agent = productToken(options.userAgent)
  const limits = fetchLimits({ ...options, timeoutMs: TIMEOUT_MS, maxDocumentBytes: MOST_DOCUMENT_BYTES })

  /** The wait for the first turn is the site's wish, not the page's slowness. */
  async function fetchInTurn(
    url: string,
    how: { signal: AbortSignal; known?: KnownPage; maxBytes?: number; isWithin: (url: string) => boolean },
  ) {
    const { signal, known, isWithin, maxBytes = limits.maxBytes } = how
    const enter = (next: URL, within: { signal: AbortSignal }) => {
      if (isWithin(next.href)) return courtesy.enter(next, within)
      throw new IngotError('page_address_refused', `It leads out of the site, to ${next.href}.`)
    }
    const first = await enter(new URL(url), { signal })
    let hops = 0
    const turn: Courtesy = {
      enter: async (next, within) => (hops++ === 0 ? first : enter(next, within)),
    }
    try {
      const bounds = { ...limits, courtesy: turn, maxBytes }
      return await fetchPage(url, bounds, known ? { signal, known } : { signal })
    } finally {
      first()
    }
  }

  async function outcomeOf(
    url: string,
    signal: AbortSignal,
    reading: () => Promise<SiteOutcome>,
  ): Promise<SiteOutcome> {
    try {
      return await reading()
    } catch (thrown) {
      if (isTimeout(thrown) || !(thrown instanceof IngotError) || signal.aborted) throw thrown
      const holdMs = (thrown.retryAfterS ?? 0) * 1_000
      if (holdMs > 0 && holdMs <= LONGEST_HOLD_MS) turns.hold(new URL(url).host, holdMs)
      return { kind: 'unreadable', error: thrown }
    }
  }

  return {
    async sitemapsOf(url, { signal }) {
      const { origin } = new URL(url)
      const answer = await robots.of(new URL(url), { signal })
      const told = answer.kind === 'robots' ? answer.robots.sitemaps : []
      return told.map((sitemap) => absolute(sitemap, origin)).filter((sitemap) => sitemap !== null)
    },

    readPage: (url, { signal, isWithin, known }) =>
      outcomeOf(url, signal, async () => {
        const fetched = await fetchInTurn(url, { signal, isWithin, ...(known ? { known } : {}) })
        if ('kind' in fetched) return fetched
        return toPage(fetched, agent)
      }),

    readList: (url, { signal }) =>
      outcomeOf(url, signal, async () => {
        const fetched = await fetchInTurn(url, { signal, isWithin: () => true, maxBytes: MOST_LIST_BYTES })
        if ('kind' in fetched) return fetched
        const list = await listIn(fetched)
        if (list) return { kind: 'list', url: fetched.url.href, list }
        throw new IngotError('page_unsupported', `${fetched.url.href} is neither a sitemap nor a feed.`)
      }),
  }
}

async function listIn({ bytes, url, charset }: FetchedPage) {
  const plain = binaryFormat(bytes) === 'gzip archive' ? await unpackList(bytes) : bytes
  const text = decodeText(plain, { charset, kind: 'text' })
  return text === null ? null : readList(text, url.href)
}

async function unpackList(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: MOST_LIST_BYTES })
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError
    const told = isTooLarge ? `unpacks to more than ${MOST_LIST_BYTES} bytes` : 'is a damaged gzip archive'
    throw new IngotError(isTooLarge ? 'page_too_large' : 'page_unsupported', `The list ${told}.`, { cause })
  }
}

const HTML_TYPES = new Set(['text/html', 'application/xhtml+xml'])
/** Types of text, and those of servers that do not know better. */
const TEXT_TYPES = /^(?:text\/.*|application\/(?:[\w.-]+\+)?xml|(?:application|binary)\/octet-stream|)$/

function toPage(fetched: FetchedPage, agent: string): SiteOutcome {
  const { url, bytes, mediaType, charset, caching, robotsTag } = fetched
  const format = binaryFormat(bytes)
  const { noIndex } = robotsDirectives([robotsTag], agent)
  const page = {
    url: url.href,
    name: nameOf(url),
    bytes,
    links: [],
    lists: [],
    canonical: null,
    noIndex,
    caching,
  }
  if (format === 'PDF' || format === 'DOCX') return { kind: 'page', page }
  const isHtmlType = HTML_TYPES.has(mediaType)
  const isText = format === null && (isHtmlType || TEXT_TYPES.test(mediaType))
  const text = isText ? decodeText(bytes, { charset, kind: isHtmlType ? 'html' : 'unknown' }) : null
  if (text === null) {
    throw new IngotError(
      'page_unsupported',
      `It is ${format ?? (mediaType || 'no text')}, which is not read.`,
    )
  }
  const list = !isHtmlType && looksLikeList(text) ? readList(text, url.href) : null
  if (list) return { kind: 'list', url: url.href, list }
  const encoded = { ...page, bytes: Buffer.from(`\ufeff${text}`) }
  return {
    kind: 'page',
    page: isHtmlType || looksLikeHtml(text) ? withMarkup(encoded, { text, agent, robotsTag }) : encoded,
  }
}

function withMarkup(
  page: SitePage,
  { text, agent, robotsTag }: { text: string; agent: string; robotsTag: string },
): SitePage {
  const { robots, links, lists, canonical } = readMarkup(text, { url: page.url, agent })
  const { noIndex, noFollow } = robotsDirectives([robotsTag, ...robots], agent)
  const name = isHtmlName(page.name) ? page.name : `${page.name}.html`
  return { ...page, name, links: noFollow ? [] : links, lists, canonical, noIndex }
}

/** The last part of the path, else the host. */
function nameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last) || url.hostname
  } catch {
    return last
  }
}
