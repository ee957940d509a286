import * as z from 'zod'
import { Names, Text } from './messages.ts'

/** What Perplexity's chat, search and agent requests say of the search. */
export const SearchWishes = z.looseObject({
  search_domain_filter: Names.describe('Hosts; `-example.org` is one that is left out.'),
  search_language_filter: Names,
  search_recency_filter: Text.describe('`hour`, `day`, `week`, `month` or `year`; Ingot compares days.'),
  search_after_date_filter: Text.describe('E.g. `3/1/2026`.'),
  search_before_date_filter: Text,
  country: Text,
})
export type SearchWishes = z.infer<typeof SearchWishes>
