import { IngotError } from '../../errors.ts'
import { mapConcurrent } from '../../lib/map-concurrent.ts'
import type { SiteReader } from '../../ports/site-reader.ts'
import { createSiteBounds, type SiteBounds } from './site-bounds.ts'
import type { SiteJournal } from './site-journal.ts'
import { createSiteLists } from './site-lists.ts'
import { createVisits, keyOf, LONGEST_HOLD_S, type SiteDocuments, type Visited } from './visit-page.ts'

/** So many pages without an answer, one after the other: the site is down, or wants no more of us. */
const MOST_UNANSWERED = 5

export type CrawlEvent =
  /** Addresses to be asked so far, those asked included. */
  | { kind: 'found'; total: number }
  | ({ kind: 'visited' } & Visited)
  /** A sitemap or feed that could not be read. */
  | { kind: 'list-unread'; url: string; error: IngotError }
  /** `left`: addresses known and not asked, for `maxPages` was reached. */
  | { kind: 'ended'; left: number }

type Options = {
  /** The site is the folder of the address that this one leads to. */
  start: string
  /** Links away from the start page; what its sitemaps and feeds list counts as linked from where they were found. */
  depth: number
  maxPages: number
  atOnce: number
  reader: SiteReader
  journal: SiteJournal
  documents: SiteDocuments
  sleep(ms: number, options: { signal: AbortSignal }): Promise<void>
  signal: AbortSignal
}

/**
 * Visits a site level by level and puts its pages into a collection. Each page is safe before it is told of,
 * so the caller may leave at any time. Throws when the start page cannot be read, or when the site does not answer
 * any more: the next run goes on.
 */
export async function* crawlSite(options: Options): AsyncGenerator<CrawlEvent> {
  const leaving = new AbortController()
  try {
    yield* crawl({ ...options, signal: AbortSignal.any([options.signal, leaving.signal]) })
  } finally {
    leaving.abort()
  }
}

async function* crawl(options: Options): AsyncGenerator<CrawlEvent> {
  const { start, depth, maxPages, atOnce, reader, journal, signal } = options
  const lists = createSiteLists(reader, signal)
  const visits = createVisits(options)
  let room = maxPages - 1
  let left = 0
  const seen = new Set([keyOf(start)])
  let unanswered = 0

  /** Asks the addresses and gives the links on their pages. */
  async function* visitAll(
    urls: readonly string[],
    bounds: SiteBounds,
  ): AsyncGenerator<CrawlEvent, string[]> {
    const links: string[] = []
    yield { kind: 'found', total: maxPages - room }
    for await (const visited of mapConcurrent(urls, atOnce, (url) => visits.visit(url, bounds))) {
      yield { kind: 'visited', ...visited }
      links.push(...visited.visit.links)
      lists.add(visited.visit.lists)
      unanswered = isUnanswered(visited.error) ? unanswered + 1 : 0
      if (visited.error && isOver(visited.error, unanswered)) throw visited.error
    }
    return links
  }

  /** Addresses of the site that nobody has met yet, as many as there is room for. */
  function admit(links: Iterable<string>, { isWorthAsking }: SiteBounds): string[] {
    const admitted: string[] = []
    for (const link of links) {
      if (seen.has(keyOf(link)) || !isWorthAsking(link)) continue
      seen.add(keyOf(link))
      if (admitted.length < room) admitted.push(link)
      else left += 1
    }
    room -= admitted.length
    return admitted
  }

  const home = await visits.visit(start, undefined)
  yield { kind: 'visited', ...home }
  const { address } = home.visit
  if (address === null) {
    // Nothing to go on from.
    await journal.end()
    throw home.error ?? new IngotError('page_not_found', `There is no page at ${start}.`)
  }
  const bounds = createSiteBounds(address)
  lists.add(home.visit.lists)
  let links = [...home.visit.links, ...(depth > 0 ? await lists.addSitemapsOf(address) : [])]
  for (let away = 1; away <= depth; away++) {
    for await (const read of lists.read()) {
      if (read.kind === 'unread') yield { ...read, kind: 'list-unread' }
      else links.push(...read.links)
    }
    links = yield* visitAll(admit(links, bounds), bounds)
  }
  // What earlier runs made documents of, and no page leads to any more.
  yield* visitAll(admit(journal.documents(), bounds), bounds)
  await journal.end()
  yield { kind: 'ended', left }
}

const isUnanswered = (error: IngotError | null): boolean =>
  error?.code === 'page_unavailable' || error?.code === 'page_timeout'

const isOver = ({ retryAfterS = 0 }: IngotError, unanswered: number): boolean =>
  unanswered >= MOST_UNANSWERED || retryAfterS > LONGEST_HOLD_S
