import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import type { WebSearch, WebSearchRequest } from '../../ports/web-search.ts'
import type { KeyedOptions } from './brave.ts'
import { fetchJson } from './fetch-json.ts'
import { dayOf, isWebAddress, plainText } from './plain-text.ts'
import { SUPPORTS } from './supports.ts'

/** Ten hits are one price; more cost more. */
const HITS_AT_MOST = 25

const Reply = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: z.string().nullish(),
      publishedDate: z.string().nullish(),
      highlights: z.array(z.string()).default([]),
    }),
  ),
})

/** Exa's search (https://exa.ai/docs/reference/search). */
export function createExaSearch({ url, apiKey, userAgent }: Omit<KeyedOptions, 'clock'>): WebSearch {
  return {
    name: 'exa',
    supports: SUPPORTS.exa,
    async search(request, { signal }) {
      const body = await fetchJson(new URL(`${url}/search`), {
        name: 'exa',
        userAgent,
        signal,
        headers: { 'x-api-key': apiKey },
        body: bodyOf(request),
      })
      const parsed = Reply.safeParse(body)
      if (!parsed.success) throw new IngotError('search_unavailable', 'exa: the reply has another shape')
      return parsed.data.results
        .filter((result) => isWebAddress(result.url))
        .slice(0, request.limit)
        .map((result) => ({
          url: result.url,
          title: plainText(result.title ?? '') || new URL(result.url).hostname,
          snippet: plainText(result.highlights.join(' … ')),
          text: null,
          published: dayOf(result.publishedDate),
          language: null,
        }))
    },
  }
}

function bodyOf({ query, limit, region, filters }: WebSearchRequest) {
  const { domains_allow, domains_deny, published_after, published_before } = filters
  return {
    query,
    type: 'auto',
    numResults: Math.min(limit, HITS_AT_MOST),
    contents: { highlights: true },
    ...(domains_allow.length > 0 ? { includeDomains: domains_allow } : {}),
    ...(domains_deny.length > 0 ? { excludeDomains: domains_deny } : {}),
    ...(published_after === null ? {} : { startPublishedDate: `${published_after}T00:00:00.000Z` }),
    ...(published_before === null ? {} : { endPublishedDate: `${published_before}T23:59:59.999Z` }),
    ...(region === null ? {} : { userLocation: region }),
  }
}
