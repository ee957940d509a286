import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import type { WebSearch, WebSearchRequest } from '../../ports/web-search.ts'
import { fetchJson } from './fetch-json.ts'
import { dayOf, isWebAddress, plainText } from './plain-text.ts'
import { SUPPORTS } from './supports.ts'

const DAY_MS = 86_400_000
/** The ranges of the API, shortest first, days; nothing is older than the last. */
const RANGES = [
  ['day', 1],
  ['month', 30],
  ['year', 365],
] as const

const Reply = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: z.string().default(''),
      content: z.string().nullish(),
      publishedDate: z.string().nullish(),
    }),
  ),
  /** [engine, why], and more in newer versions. */
  unresponsive_engines: z.array(z.unknown()).default([]),
})

export type SearxngOptions = { url: string; userAgent: string; clock: { now(): number } }

/** A SearXNG whose settings allow the JSON format (https://docs.searxng.org/dev/search_api.html). */
export function createSearxngSearch({ url, userAgent, clock }: SearxngOptions): WebSearch {
  return {
    name: 'searxng',
    supports: SUPPORTS.searxng,
    async search(request, { signal }) {
      const asked = new URL(`${url.replace(/\/$/, '')}/search`)
      asked.search = parametersOf(request, clock.now()).toString()
      const options = { name: 'searxng', userAgent, signal }
      const parsed = Reply.safeParse(await fetchJson(asked, options))
      if (!parsed.success) throw new IngotError('search_unavailable', 'searxng: the reply has another shape')
      const { results, unresponsive_engines } = parsed.data
      // Blocked engines look like a question that nobody has written about.
      if (results.length === 0 && unresponsive_engines.length > 0)
        throw new IngotError('search_unavailable', 'searxng: none of its engines answers')
      return results
        .filter((result) => isWebAddress(result.url))
        .slice(0, request.limit)
        .map((result) => ({
          url: result.url,
          title: plainText(result.title) || new URL(result.url).hostname,
          snippet: plainText(result.content ?? ''),
          text: null,
          published: dayOf(result.publishedDate),
          language: null,
        }))
    },
  }
}

function parametersOf({ query, language, region, filters }: WebSearchRequest, now: number) {
  const [only, ...others] = filters.domains_allow
  // Most engines know `site:`; few know it with an alternative.
  const q = only !== undefined && others.length === 0 ? `${query} site:${only}` : query
  const parameters = new URLSearchParams({ q, format: 'json', categories: 'general' })
  const tag = filters.languages.length === 1 ? (filters.languages[0] ?? null) : language
  const [primary] = tag?.toLowerCase().split('-') ?? []
  // A region is a part of the language: `de-AT`.
  if (primary) parameters.set('language', region === null ? primary : `${primary}-${region}`)
  if (filters.published_after !== null) {
    const days = (now - Date.parse(filters.published_after)) / DAY_MS
    const range = RANGES.find(([, covers]) => days <= covers)
    if (range) parameters.set('time_range', range[0])
  }
  return parameters
}
