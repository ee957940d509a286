import type { Filters } from '../api/common.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { WebSearch, WebSearchHit, WebSearchRequest } from '../ports/web-search.ts'
import { canonicalJson } from './key.ts'
import { createSingleFlight, type Landing } from './single-flight.ts'
import { type CopyDeps, createSourceCopies } from './source-copies.ts'
import { sourceNamesOf } from './source-names.ts'

const KEPT_FOR_MS = 15 * 60_000
/** What is not found now may be found soon. */
const EMPTY_KEPT_FOR_MS = 60_000

/** Retrievals of a provider, shared by all who search for the same. Failures are never kept. */
export function createCachedWebSearch(
  webSearch: WebSearch,
  deps: CopyDeps & {
    /** 15 min by default; an empty retrieval is kept for 1 min at most. */
    keptForMs?: number
  },
): WebSearch {
  const { clock, count, keptForMs = KEPT_FOR_MS } = deps
  const copies = createSourceCopies<WebSearchHit[]>(deps)
  const flights = createSingleFlight<WebSearchHit[]>(deps)

  const search = async (
    key: string,
    request: WebSearchRequest,
    signal: AbortSignal,
  ): Promise<Landing<WebSearchHit[]>> => {
    const itemKey = { kind: 'R', scope: 'shared', key } as const
    const known = await copies.read(itemKey)
    if (known) {
      count('retrieval_hits')
      return { value: known.value }
    }
    signal.throwIfAborted()
    count('retrieval_misses')
    const retrievedAt = clock.now()
    const hits = await webSearch.search(request, { signal })
    const keptFor = hits.length > 0 ? keptForMs : Math.min(keptForMs, EMPTY_KEPT_FOR_MS)
    const copy = { value: hits, sources: sourcesOf(hits), retrievedAt }
    return { value: hits, stored: copies.keep(itemKey, copy, { expiresAt: retrievedAt + keptFor }) }
  }

  return {
    ...webSearch,
    search(request, { signal }) {
      const key = retrievalKey(webSearch.name, request)
      return flights.run(key, { signal }, (flight) => search(key, request, flight.signal))
    },
  }
}

const sourcesOf = (hits: readonly WebSearchHit[]) => [
  ...new Set(hits.flatMap(({ url }) => sourceNamesOf({ url, collection: null, document_id: null }))),
]

/** All that changes what the provider finds, and nothing else. */
function retrievalKey(provider: string, request: WebSearchRequest): string {
  const { query, limit, language, region, filters } = request
  const words = query.normalize('NFKC').replace(/\s+/gu, ' ').trim()
  const asked = { provider, query: words, limit, language, region, filters: inOneForm(filters) }
  return sha256Hex(canonicalJson(asked), 40)
}

/** The lists are sets, and host names have no case. */
function inOneForm(filters: Filters): Filters {
  const asSet = (list: readonly string[]) => [...new Set(list.map((entry) => entry.toLowerCase()))].sort()
  return {
    ...filters,
    domains_allow: asSet(filters.domains_allow),
    domains_deny: asSet(filters.domains_deny),
    languages: asSet(filters.languages),
  }
}
