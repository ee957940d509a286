import type { FiltersApplied } from '../api/answer.ts'
import type { Filters, SourceScope } from '../api/common.ts'
import { type ErrorCode, IngotError, toIngotError } from '../errors.ts'
import { type Deadline, withSignal } from '../lib/deadline.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { DocumentIndex } from '../ports/document-index.ts'
import type { PageReader } from '../ports/page-reader.ts'
import type { WebSearch } from '../ports/web-search.ts'
import { detectLanguage } from '../text/language.ts'
import type { Candidate } from './candidate.ts'
import type { FlowEvent } from './events.ts'
import { filterCandidates } from './filter-candidates.ts'
import { fuseCandidates } from './fuse-candidates.ts'
import { searchDocuments } from './search-documents.ts'
import { type FanOut, searchWeb, type WebSearched } from './search-web.ts'
import { tellFacts } from './tell-facts.ts'

export type RetrieveDeps = {
  /** In the order of preference. */
  webSearches: readonly WebSearch[]
  fanOut?: FanOut
  pageReader: PageReader
  index: DocumentIndex
  /** Brings the index up to the collection's version; returns that version. */
  catchUp(collection: string): Promise<number>
}

export type RetrieveRequest = {
  sources: readonly SourceScope[]
  collections: readonly string[]
  filters: Filters
  language: string | null
  region: string | null
}

export type Retrieval = {
  /** Best first, fused over all searches. */
  candidates: Candidate[]
  /** Stem -> inverse document frequency, from the documents searched. */
  termWeights: Map<string, number>
  filtersApplied: FiltersApplied
  searches: number
  /** Every search failed, and there was at least one. */
  allFailed: boolean
  /** The collections searched, each with its version then. */
  versions: Record<string, number>
  /** Hash of the documents' passages found; null when no collection was searched. */
  passages: string | null
}

type Search = {
  failed: boolean
  candidates: Candidate[]
  termWeights: ReadonlyMap<string, number>
  /** Of the collection that was searched. */
  version?: { collection: string; version: number }
}

/**
 * Runs every search of every query at once and keeps what succeeds; one that fails is a warning that names it.
 * What passes the filters is kept, and what they removed is told.
 */
export async function* retrieve(
  request: RetrieveRequest,
  queries: readonly string[],
  options: {
    deps: RetrieveDeps
    /** Sources wanted. */
    limit: number
    /** Of the question. */
    language: string
    deadline: Deadline
  },
): AsyncGenerator<FlowEvent, Retrieval> {
  const { deps, limit, language, deadline } = options
  const providers = request.sources.includes('web') ? deps.webSearches : []
  const documents = queries.flatMap((query) =>
    request.collections.map((collection) => searchDocuments(deps, { collection, query, language, limit })),
  )
  const [found, webs] = await Promise.all([
    Promise.all(documents.map((search) => settle(search, deadline))),
    Promise.all(queries.map((query) => searchProviders(providers, { ...options, query, request }))),
  ])
  const searches = found.length + webs.reduce((sum, { asked }) => sum + asked, 0)
  if (searches === 0) yield { type: 'warning', code: 'nothing_to_search' }
  for (const { reason } of found) if (reason) yield { type: 'warning', code: 'search_failed', reason }
  yield* warnOfProviders(webs, request)

  const fused = fuseCandidates([...found, ...webs].map(({ candidates }) => candidates))
  const told = await tellFacts(fused, request.filters, { ...deps, limit, deadline })
  const { kept, applied, emptiedBy } = filterCandidates(told, request.filters)
  for (const filter of emptiedBy) yield { type: 'warning', code: 'emptied_by_filter', filter }
  const failures = webs.reduce((sum, web) => sum + web.failures.length, 0)
  return {
    candidates: kept,
    termWeights: new Map(found.flatMap(({ termWeights }) => [...termWeights])),
    filtersApplied: applied,
    searches,
    allFailed: searches > 0 && found.every(({ failed }) => failed) && searches === found.length + failures,
    versions: Object.fromEntries(
      found.flatMap(({ version }) => (version ? [[version.collection, version.version]] : [])),
    ),
    passages: hashOfPassages(found),
  }
}

function searchProviders(
  providers: readonly WebSearch[],
  {
    deps,
    query,
    request,
    limit,
    deadline,
  }: { deps: RetrieveDeps; query: string; request: RetrieveRequest; limit: number; deadline: Deadline },
): Promise<WebSearched> {
  const { region, filters } = request
  // Providers take a question without a language for English, or for their own country's.
  const language = request.language ?? detectLanguage(query)
  return searchWeb(providers, { query, limit, language, region, filters }, { ...deps.fanOut, deadline })
}

/** Each provider once, however many queries it failed for. */
function* warnOfProviders(
  webs: readonly WebSearched[],
  { region }: RetrieveRequest,
): Generator<FlowEvent, void> {
  const reasons = new Map(
    webs.flatMap(({ failures }) => failures.map(({ provider, reason }) => [provider, reason] as const)),
  )
  for (const [provider, reason] of reasons) yield { type: 'warning', code: 'search_failed', provider, reason }
  if (region === null) return
  for (const provider of new Set(webs.flatMap(({ withoutRegion }) => withoutRegion)))
    yield { type: 'warning', code: 'region_not_supported', provider }
}

/**
 * The passages that a request finds in its collections now, as `Retrieval.passages` tells them; what an
 * answer was made of has not changed while this is the same.
 */
export async function findPassagesNow(
  request: Pick<RetrieveRequest, 'collections'>,
  queries: readonly string[],
  { deps, limit, language }: { deps: RetrieveDeps; limit: number; language: string },
): Promise<string | null> {
  const found = await Promise.all(
    queries.flatMap((query) =>
      request.collections.map((collection) => searchDocuments(deps, { collection, query, language, limit })),
    ),
  )
  return hashOfPassages(found)
}

/** What may become a source of an answer of usual length. */
const DOCUMENTS_HASHED = 8

/** Of the best documents of each search; a web search has no part in it. */
function hashOfPassages(found: readonly Omit<Search, 'failed'>[]): string | null {
  const searched = found.filter(({ version }) => version !== undefined)
  if (searched.length === 0) return null
  const texts = searched.flatMap(({ candidates }) =>
    candidates.slice(0, DOCUMENTS_HASHED).flatMap(({ hits }) => hits.map(({ passage }) => passage.text)),
  )
  return sha256Hex(JSON.stringify([...new Set(texts)].sort()), 32)
}

async function settle(
  search: Promise<Omit<Search, 'failed'>>,
  { signal }: Deadline,
): Promise<Search & { reason?: ErrorCode | undefined }> {
  try {
    return { ...(await withSignal(search, signal)), failed: false, reason: undefined }
  } catch (thrown) {
    const reason = signal.aborted ? ('deadline_exceeded' as const) : toIngotError(thrown).code
    return { candidates: [], termWeights: new Map<string, number>(), failed: true, reason }
  }
}

/** No documents, and no search provider that answers: the remedy is the caller's or the operator's. */
export const nothingSearched = (): IngotError =>
  new IngotError(
    'search_unavailable',
    'No search provider can be reached just now, and there are no documents to search.',
  )
