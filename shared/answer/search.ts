import type { SearchRequest, SearchResponse } from '../api/search.ts'
import { deadlineIn } from '../lib/deadline.ts'
import { createStopwatch } from '../lib/stopwatch.ts'
import type { Caller } from '../ports/callers.ts'
import { detectLanguage } from '../text/language.ts'
import { numberSources, toWireSource } from './candidate.ts'
import type { EngineDeps } from './engine-deps.ts'
import { planQueries } from './plan-queries.ts'
import { type ResolveDeps, resolveCollections } from './resolve.ts'
import { nothingSearched, retrieve } from './retrieve.ts'

const SEARCH_TIMEOUT_MS = 10_000

/** Ranked hits without a synopsis: the first two steps of the flow, and nothing is stored. */
export async function searchOnly(
  request: SearchRequest,
  caller: Caller,
  { deps, resolve, signal }: { deps: EngineDeps; resolve: ResolveDeps; signal: AbortSignal },
): Promise<SearchResponse> {
  const stopwatch = createStopwatch(deps.clock)
  const { sources, collections } = await resolveCollections(request.sources, caller, resolve)
  const deadline = deadlineIn(SEARCH_TIMEOUT_MS, { signal })
  const { filters, language, region, limit } = request
  const order = { sources, collections, filters, language, region }
  const spoken = language ?? detectLanguage(request.query) ?? 'en'
  const stage = retrieve(order, planQueries(request.query), { deps, limit, language: spoken, deadline })
  const warnings: SearchResponse['warnings'] = []
  for (;;) {
    const next = await stage.next()
    if (!next.done) {
      const { type, ...warning } = next.value
      if (type === 'warning' && 'code' in warning) warnings.push(warning)
      continue
    }
    const { candidates, allFailed, filtersApplied } = next.value
    if (allFailed) throw nothingSearched()
    const best = candidates[0]?.score ?? 1
    const hits = numberSources(candidates.slice(0, limit)).map((source) => ({
      ...toWireSource(source),
      score: Math.max(0, source.score / best),
    }))
    return {
      query: request.query,
      hits,
      filters_applied: filtersApplied,
      warnings,
      timing: { search_ms: stopwatch.lap() },
    }
  }
}
