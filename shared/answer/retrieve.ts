import type { Filters, SourceScope } from '../api/common.ts'
import { type ErrorCode, IngotError, toIngotError } from '../errors.ts'
import { type Deadline, withSignal } from '../lib/deadline.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { DocumentIndex } from '../ports/document-index.ts'
import type { WebSearch } from '../ports/web-search.ts'
import type { Candidate } from './candidate.ts'
import type { FlowEvent } from './events.ts'
import { filterCandidates } from './filter-candidates.ts'
import { fuseCandidates } from './fuse-candidates.ts'
import { searchDocuments } from './search-documents.ts'

export type RetrieveDeps = {
  webSearches: readonly WebSearch[]
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
  filtersApplied: Record<string, unknown>
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

/** Runs every search of every query at once and keeps what succeeds; one that fails is a warning. */
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
  const webSearches = request.sources.includes('web') ? deps.webSearches : []
  const searches = queries.flatMap((query) => [
    ...request.collections.map((collection) => searchDocuments(deps, { collection, query, language, limit })),
    ...webSearches.map((provider) => searchWeb(provider, { request, query, limit, deadline })),
  ])
  const found = await Promise.all(searches.map((search) => settle(search, deadline)))
  if (searches.length === 0) yield { type: 'warning', code: 'nothing_to_search' }
  for (const { reason } of found) if (reason) yield { type: 'warning', code: 'search_failed', reason }

  const { kept, applied } = filterCandidates(
    fuseCandidates(found.map(({ candidates }) => candidates)),
    request.filters,
  )
  return {
    candidates: kept,
    termWeights: new Map(found.flatMap(({ termWeights }) => [...termWeights])),
    filtersApplied: applied,
    searches: searches.length,
    allFailed: found.length > 0 && found.every(({ failed }) => failed),
    versions: Object.fromEntries(
      found.flatMap(({ version }) => (version ? [[version.collection, version.version]] : [])),
    ),
    passages: hashOfPassages(found),
  }
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

async function searchWeb(
  provider: WebSearch,
  {
    request,
    query,
    limit,
    deadline,
  }: { request: RetrieveRequest; query: string; limit: number; deadline: Deadline },
): Promise<Omit<Search, 'failed'>> {
  const { language, region, filters } = request
  const hits = await provider.search({ query, limit, language, region, filters }, { signal: deadline.signal })
  const candidates = hits.map((hit, index) => ({
    url: hit.url,
    title: hit.title,
    site: URL.canParse(hit.url) ? new URL(hit.url).hostname : null,
    published: hit.published,
    kind: 'web' as const,
    document_id: null,
    snippet: hit.snippet,
    score: 1 / (1 + index),
    language: hit.language,
    text: hit.text,
    hits: [],
    collection: null,
  }))
  return { candidates, termWeights: new Map() }
}

/** No documents, and no search provider that answers: the remedy is the caller's or the operator's. */
export const nothingSearched = (): IngotError =>
  new IngotError(
    'search_unavailable',
    'No search provider can be reached just now, and there are no documents to search.',
  )
