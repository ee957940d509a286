import type { Filters } from '../api/common.ts'

export type WebSearchHit = {
  url: string
  title: string
  /** The provider's own excerpt, plain text; may be empty. */
  snippet: string
  /** The page's whole text, where the provider brings it along; null: the page has to be read. */
  text: string | null
  /** `YYYY-MM-DD` where the provider says so. */
  published: string | null
  /** BCP 47 where the provider says so. */
  language: string | null
}

export type WebSearchRequest = {
  query: string
  limit: number
  language: string | null
  region: string | null
  filters: Filters
}

/** What a request can ask for beside its words. */
export type SearchControl = 'region' | 'language' | keyof Filters
/** `part`: for some values only, or coarser than asked. */
export type Support = 'yes' | 'part' | 'no'
export type Supports = Readonly<Record<SearchControl, Support>>

/** A search provider. Throws an `IngotError` (`search_unavailable`, `search_refused_request`). */
export interface WebSearch {
  readonly name: string
  /**
   * What becomes a parameter of the provider's; nothing when left out. All filters are enforced on our side
   * whatever a provider does with them; a region cannot be.
   */
  readonly supports?: Supports
  /** False while it is kept from being asked, since it failed; left out: not known. */
  isWell?(): boolean
  search(request: WebSearchRequest, options: { signal: AbortSignal }): Promise<WebSearchHit[]>
}
