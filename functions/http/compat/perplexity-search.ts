import type { Context } from 'hono'
import { PerplexitySearchRequest } from '../../../shared/api/compat/perplexity.ts'
import { SearchRequest, type SearchResponse } from '../../../shared/api/search.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { parseInput } from '../parse-input.ts'
import { jsonReply } from '../reply.ts'
import { addressOf } from '../source-texts.ts'
import { wishedFilters } from './filters.ts'
import { clamp, regionOf } from './wishes.ts'

const RESULTS_AT_MOST = 20

/** `POST /search` of Perplexity's clients: ranked hits, no model. */
export function perplexitySearch(deps: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const { answers, clock } = deps
  const read = jsonBody(PerplexitySearchRequest, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const caller = callerWith(c, 'read')
    const request = await read(c.req.raw)
    const limit = clamp(request.max_results ?? 10, RESULTS_AT_MOST)
    const filters = wishedFilters(request, clock.now())
    const wanted = [request.query]
      .flat()
      .map((query) => parseInput(SearchRequest, { query, limit, filters, region: regionOf(request.country) }))
    const { signal } = c.req.raw
    const found = await Promise.all(wanted.map((each) => answers.search(each, caller, { signal })))
    return jsonReply(c, {
      id: c.get('requestId'),
      results: interleave(found).slice(0, limit),
      ...(request.display_server_time && { server_time: new Date(clock.now()).toISOString() }),
    })
  }
}

/** The best of each query first; what several found stands once. */
function interleave(found: readonly SearchResponse[]) {
  const longest = Math.max(...found.map(({ hits }) => hits.length))
  const hits = Array.from({ length: longest }, (_, place) => found.flatMap((each) => each.hits[place] ?? []))
  const byAddress = new Map(hits.flat().map((hit) => [addressOf(hit), hit]))
  return [...byAddress].map(([url, { title, snippet, published }]) => ({
    title,
    url,
    snippet,
    date: published,
    last_updated: null,
  }))
}
