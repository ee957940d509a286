import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import type { WebSearch, WebSearchHit, WebSearchRequest } from '../../ports/web-search.ts'
import { fetchJson } from './fetch-json.ts'
import { dayOf, isWebAddress, plainText } from './plain-text.ts'
import { SUPPORTS } from './supports.ts'

/** Documented limits: 20 hits, 400 characters and 50 words. */
const HITS_AT_MOST = 20
const QUERY_CHARACTERS = 400
const QUERY_WORDS = 50
const NO_DAY_BEFORE = '1970-01-01'

const COUNTRIES = new Set(
  'AR AU AT BE BR CA CL DK FI FR DE HK IN ID IT JP KR MY MX NL NZ NO CN PL PT PH RU SA ZA ES SE CH TW TR GB US'.split(
    ' ',
  ),
)
const LANGUAGES = new Set(
  'ar eu bn bg ca hr cs da nl en et fi fr gl de gu he hi hu is it kn ko lv lt ms ml mr nb pl pa ro ru sr sk sl es sv ta te th tr uk vi'.split(
    ' ',
  ),
)
/** Names that are Brave's own. */
const LANGUAGE_NAMES: Record<string, string> = { ja: 'jp', no: 'nb', nn: 'nb', pt: 'pt-pt', 'pt-br': 'pt-br' }

const Reply = z.object({
  web: z
    .object({
      results: z.array(
        z.object({
          url: z.string(),
          title: z.string(),
          description: z.string().default(''),
          page_age: z.string().nullish(),
          language: z.string().nullish(),
        }),
      ),
    })
    .optional(),
  type: z.literal('search'),
})
const Refused = z.object({ error: z.object({ code: z.string() }) })

export type KeyedOptions = { url: string; apiKey: string; userAgent: string; clock: { now(): number } }

/** Brave's web search (https://api-dashboard.search.brave.com/app/documentation/web-search/get-started). */
export function createBraveSearch({ url, apiKey, userAgent, clock }: KeyedOptions): WebSearch {
  return {
    name: 'brave',
    supports: SUPPORTS.brave,
    async search(request, { signal }) {
      const asked = new URL(`${url}/res/v1/web/search`)
      asked.search = parametersOf(request, clock.now()).toString()
      const body = await fetchJson(asked, {
        name: 'brave',
        userAgent,
        signal,
        headers: { 'x-subscription-token': apiKey },
        retryAfterOf,
        isOfTheAccount: (refusal) =>
          Refused.safeParse(refusal).data?.error.code === 'SUBSCRIPTION_TOKEN_INVALID',
      })
      const parsed = Reply.safeParse(body)
      if (!parsed.success) throw new IngotError('search_unavailable', 'brave: the reply has another shape')
      const results = parsed.data.web?.results ?? []
      return results
        .filter((result) => isWebAddress(result.url))
        .slice(0, request.limit)
        .map(
          ({ url: address, title, description, page_age, language }): WebSearchHit => ({
            url: address,
            title: plainText(title),
            snippet: plainText(description),
            text: null,
            published: dayOf(page_age),
            language: language ?? null,
          }),
        )
    },
  }
}

function parametersOf({ query, limit, language, region, filters }: WebSearchRequest, now: number) {
  const { published_after, published_before, languages } = filters
  const words = query.trim().split(/\s+/u).slice(0, QUERY_WORDS).join(' ').slice(0, QUERY_CHARACTERS)
  const parameters = new URLSearchParams({
    q: words,
    count: String(Math.min(limit, HITS_AT_MOST)),
    result_filter: 'web',
    text_decorations: 'false',
  })
  if (region !== null && COUNTRIES.has(region)) parameters.set('country', region)
  const spoken = languageOf(languages.length === 1 ? (languages[0] ?? null) : language)
  if (spoken !== undefined) parameters.set('search_lang', spoken)
  if (published_after !== null || published_before !== null) {
    const today = new Date(now).toISOString().slice(0, 10)
    parameters.set('freshness', `${published_after ?? NO_DAY_BEFORE}to${published_before ?? today}`)
  }
  const goggle = goggleOf(filters)
  if (goggle !== '') parameters.set('goggles', goggle)
  return parameters
}

function languageOf(tag: string | null): string | undefined {
  const wanted = tag?.toLowerCase() ?? ''
  const [primary = ''] = wanted.split('-')
  if (primary === 'zh') return /hant|tw|hk|mo/.test(wanted) ? 'zh-hant' : 'zh-hans'
  return LANGUAGE_NAMES[wanted] ?? LANGUAGE_NAMES[primary] ?? (LANGUAGES.has(primary) ? primary : undefined)
}

/** Domains are asked for by an inline Goggle (https://github.com/brave/goggles-quickstart). */
function goggleOf({ domains_allow, domains_deny }: WebSearchRequest['filters']): string {
  const rules = domains_deny.map((domain) => `$discard,site=${domain}`)
  if (domains_allow.length > 0)
    rules.push('$discard', ...domains_allow.map((domain) => `$boost,site=${domain}`))
  return rules.join('\n')
}

/** `X-RateLimit-Remaining: 0, 1000` with `X-RateLimit-Reset: 1, 1419704`: the window that is used up. */
function retryAfterOf(headers: Headers): number | undefined {
  const numbers = (name: string) => (headers.get(name) ?? '').split(',').map((part) => Number(part.trim()))
  const resets = numbers('x-ratelimit-reset')
  const waits = numbers('x-ratelimit-remaining').flatMap((left, at) => (left > 0 ? [] : (resets[at] ?? [])))
  const longest = Math.max(0, ...waits)
  return longest > 0 ? longest : undefined
}
