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

/** A search provider. Throws an `IngotError` (`search_unavailable`) when it cannot answer. */
export interface WebSearch {
  readonly name: string
  search(request: WebSearchRequest, options: { signal: AbortSignal }): Promise<WebSearchHit[]>
}
