import { IngotError } from '../errors.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { ItemKey } from '../ports/cache-items.ts'
import type {
  Page,
  PageCaching,
  PageOutcome,
  PageReader,
  RevalidatingPageReader,
} from '../ports/page-reader.ts'
import { createSingleFlight, type FlightOptions, isTimeout, type Landing } from './single-flight.ts'
import { type Copy, type CopyDeps, createSourceCopies } from './source-copies.ts'
import { canonicalUrl, sourceNamesOf } from './source-names.ts'

const FRESH_FOR_MS = 3_600_000
const FRESH_FOR_AT_LEAST_MS = 60_000
const FRESH_FOR_AT_MOST_MS = 24 * 3_600_000
/** A page that its site has not confirmed for so long is neither asked about nor served. */
const KEPT_FOR_MS = 7 * 24 * 3_600_000

const UNTOLD: PageCaching = { etag: null, lastModified: null, cacheControl: null }

type StoredPage = { page: Page; caching: PageCaching }

/**
 * Web pages, fetched anonymously and so shared by everybody: fresh for as long as the site says (1 min to
 * 24 h, 1 h by default), then asked about, and served stale for up to 7 days while the site fails.
 */
export function createCachedPageReader(pageReader: RevalidatingPageReader, deps: CopyDeps): PageReader {
  const { clock, count } = deps
  const copies = createSourceCopies<StoredPage>(deps)
  const flights = createSingleFlight<PageOutcome>(deps)

  const fetchPage = (url: string, known: StoredPage | undefined, signal: AbortSignal) => {
    const address = known?.page.url
    const canAsk = known && address && (known.caching.etag !== null || known.caching.lastModified !== null)
    return canAsk
      ? pageReader.revalidate(url, { signal, known: { ...known.caching, url: address } })
      : pageReader.read(url, { signal })
  }

  const keep = (key: ItemKey, url: string, value: StoredPage, retrievedAt: number): Promise<void> => {
    if (isNotToBeStored(value.caching)) return copies.drop(key)
    const sources = [...new Set([...namesOf(url), ...namesOf(value.page.url)])]
    return copies.keep(key, { value, sources, retrievedAt }, { expiresAt: retrievedAt + KEPT_FOR_MS })
  }

  /** Goes to the site. What it fails to tell now is told from the copy, if there is one. */
  const visit = async (
    key: ItemKey,
    url: string,
    { known, signal }: { known: StoredPage | undefined; signal: AbortSignal },
  ): Promise<Landing<PageOutcome>> => {
    const retrievedAt = clock.now()
    const outcome = await fetchPage(url, known, signal)
    if (outcome.kind === 'unreadable') {
      if (!known) return { value: outcome }
      if (!outcome.error.retryable) return { value: outcome, stored: copies.drop(key) }
      count('page_hits')
      return { value: toOutcome(known) }
    }
    count(outcome.kind === 'page' ? 'page_misses' : 'page_revalidations')
    const page = outcome.kind === 'page' ? outcome.page : known?.page
    if (!page) throw new IngotError('internal', 'A page that is not known cannot be unchanged.')
    const value = { page, caching: outcome.caching ?? UNTOLD }
    return { value: toOutcome(value), stored: keep(key, url, value, retrievedAt) }
  }

  const load = async (url: string, flight: FlightOptions<PageOutcome>): Promise<Landing<PageOutcome>> => {
    const key = { kind: 'P', scope: 'shared', key: sha256Hex(url, 40) } as const
    const copy = await copies.read(key)
    if (copy && clock.now() < freshUntil(copy)) {
      count('page_hits')
      return { value: toOutcome(copy.value) }
    }
    if (copy) flight.offer(toOutcome(copy.value))
    flight.signal.throwIfAborted()
    return visit(key, url, { known: copy?.value, signal: flight.signal })
  }

  return {
    async read(url, { signal }) {
      const canonical = canonicalUrl(url)
      if (canonical === undefined) return pageReader.read(url, { signal })
      try {
        return await flights.run(canonical, { signal }, (flight) => load(canonical, flight))
      } catch (thrown) {
        if (thrown !== signal.reason || !isTimeout(thrown)) throw thrown
        const error = new IngotError('page_timeout', 'The page was not read in time.')
        return { kind: 'unreadable', error }
      }
    },
    parse: (bytes, about) => pageReader.parse(bytes, about),
  }
}

const toOutcome = ({ page }: StoredPage): PageOutcome => ({ kind: 'page', page })
const namesOf = (url: string | null) => sourceNamesOf({ url, collection: null, document_id: null })

const isNotToBeStored = ({ cacheControl }: PageCaching) =>
  /(?:^|[\s,])no-store(?:$|[\s,;])/i.test(cacheControl ?? '')

function freshUntil({ value, retrievedAt }: Copy<StoredPage>): number {
  const [, seconds] = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/i.exec(value.caching.cacheControl ?? '') ?? []
  const told = seconds === undefined ? FRESH_FOR_MS : Number(seconds) * 1_000
  return retrievedAt + Math.min(Math.max(told, FRESH_FOR_AT_LEAST_MS), FRESH_FOR_AT_MOST_MS)
}
