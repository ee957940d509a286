import * as z from 'zod'
import { FiltersApplied, Source, Warning } from './answer.ts'
import { Filters, LanguageTag, Question, Region, SourceScopes } from './common.ts'

/** Body of `POST /v1/search`: ranked hits, no model. */
export const SearchRequest = z.strictObject({
  query: Question,
  limit: z.int().min(1).max(50).default(10),
  sources: SourceScopes,
  filters: Filters.prefault({}),
  language: LanguageTag.nullable().default(null),
  region: Region,
})
export type SearchRequest = z.infer<typeof SearchRequest>

export const SearchHit = Source.extend({
  score: z.number().min(0).max(1).describe('1 is the best hit of this search.'),
})

export const SearchResponse = z.strictObject({
  query: z.string(),
  hits: z.array(SearchHit),
  filters_applied: FiltersApplied,
  warnings: z.array(Warning),
  timing: z.strictObject({ search_ms: z.number().nonnegative() }),
})
export type SearchResponse = z.infer<typeof SearchResponse>
