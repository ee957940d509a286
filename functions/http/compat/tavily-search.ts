import type { Context } from 'hono'
import type { Answer, Source } from '../../../shared/api/answer.ts'
import { TavilySearchRequest as schema, type TavilySearchRequest } from '../../../shared/api/compat/tavily.ts'
import { SearchRequest } from '../../../shared/api/search.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { parseInput } from '../parse-input.ts'
import { readWhole } from '../reading-reply.ts'
import { jsonReply } from '../reply.ts'
import { addressOf, readSource } from '../source-texts.ts'
import { type Asking, ask, callerWithinLimits } from './ask.ts'
import { extensionOf } from './sources.ts'
import { countryCode, tavilyFilters } from './tavily-filters.ts'
import { tavilyHead } from './tavily-head.ts'
import { clamp, languageOf } from './wishes.ts'

const RESULTS = 5
const RESULTS_AT_MOST = 20

/** `synopsis` null: none was asked for. */
type Found = { synopsis: string | null; hits: readonly (Source & { score: number })[]; ingot: object }

/** `POST /search` of Tavily's clients: ranked hits, and a synopsis of them where one is asked for. */
export function tavilySearch(deps: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const read = jsonBody(schema, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const request = await read(c.req.raw)
    const caller = request.include_raw_content ? callerWithinLimits(c) : callerWith(c, 'read')
    const { synopsis, hits, ingot } = request.include_answer
      ? await answered(c, request, deps)
      : await searched(c, request, deps)
    const texts = request.include_raw_content
      ? await Promise.all(hits.map((hit) => textOf(hit, { ...deps, caller, signal: c.req.raw.signal })))
      : []
    return jsonReply(c, {
      query: request.query,
      follow_up_questions: null,
      answer: synopsis,
      images: [],
      results: hits.map((hit, place) => ({
        id: String(place + 1),
        title: hit.title,
        url: addressOf(hit),
        content: hit.snippet,
        raw_content: texts[place] ?? null,
        score: hit.score,
        published_date: hit.published,
        images: [],
      })),
      ...tavilyHead(c, request),
      ingot,
    })
  }
}

const wishesOf = (request: TavilySearchRequest, now: number) => ({
  filters: tavilyFilters(request, now),
  language: languageOf(request.language),
  region: countryCode(request.country),
})
const countOf = ({ max_results }: TavilySearchRequest) => clamp(max_results ?? RESULTS, RESULTS_AT_MOST)

async function searched(
  c: Context<AppEnv>,
  request: TavilySearchRequest,
  { answers, clock }: AppDeps,
): Promise<Found> {
  const wanted = { query: request.query, limit: countOf(request), ...wishesOf(request, clock.now()) }
  const { hits, filters_applied, warnings } = await answers.search(
    parseInput(SearchRequest, wanted),
    callerWith(c, 'read'),
    { signal: c.req.raw.signal },
  )
  return { synopsis: null, hits, ingot: { filters_applied, warnings } }
}

/** The results are the sources of the answer, so that its `[n]` names the n-th. */
async function answered(c: Context<AppEnv>, request: TavilySearchRequest, deps: AppDeps): Promise<Found> {
  const asking: Asking = {
    question: request.query,
    ...wishesOf(request, deps.clock.now()),
    max_sources: countOf(request),
    follow_ups: false,
    ...(request.include_answer === 'advanced'
      ? { output: { length: 'medium' } }
      : { mode: 'fast', output: { length: 'short' } }),
  }
  const answer: Answer = await readWhole(await ask(c, asking, deps))
  const { sources, synopsis } = answer
  const hits = sources.map((source, place) => ({ ...source, score: 1 - place / sources.length }))
  return { synopsis, hits, ...extensionOf(answer) }
}

/** Null where it cannot be read: the hit is one all the same. */
const textOf = (hit: Source, reading: Parameters<typeof readSource>[1]): Promise<string | null> =>
  readSource(hit, reading).then(
    ({ text }) => text,
    () => null,
  )
