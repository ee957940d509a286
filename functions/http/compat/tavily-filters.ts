import type { TavilySearchRequest } from '../../../shared/api/compat/tavily.ts'
import { daysAgo, expectFew, type GivenFilters, hostsOf, recentSince } from './filters.ts'
import { languageOf } from './wishes.ts'

const NEWS_DAYS = 7
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** Throws `invalid_request` for more hosts than a search can be told of. */
export function tavilyFilters(request: TavilySearchRequest, now: number): GivenFilters {
  const allowed = request.include_domains_mode === 'prefer' ? [] : (request.include_domains ?? [])
  const denied = request.exclude_domains ?? []
  expectFew(allowed, 'include_domains')
  expectFew(denied, 'exclude_domains')
  const language = languageOf(request.language)
  return {
    domains_allow: hostsOf(allowed, 'include_domains'),
    domains_deny: hostsOf(denied, 'exclude_domains'),
    published_after:
      request.start_date ??
      recentSince(request.time_range, { now, path: 'time_range' }) ??
      newsSince(request, now),
    published_before: request.end_date ?? null,
    languages: request.filter_by_language && language ? [language] : [],
  }
}

/** Tavily's Python client has sent `days` with every topic; it is said to count for news alone. */
function newsSince({ topic, days }: TavilySearchRequest, now: number): string | null {
  if (topic !== 'news') return null
  return daysAgo(Math.max(1, Math.floor(days ?? NEWS_DAYS)), now)
}

let codes: ReadonlyMap<string, string> | undefined

/** `south korea` -> `KR`; null for what is no country's English name. */
export function countryCode(name: string | null | undefined): string | null {
  codes ??= new Map(countries())
  return codes.get(name?.toLowerCase() ?? '') ?? null
}

function* countries(): Generator<[name: string, code: string]> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const code = first + second
      const name = names.of(code)?.toLowerCase()
      // Codes of old have the names of what took their place.
      if (name) yield [name, new Intl.Locale(`und-${code}`).region ?? code]
    }
  }
}
