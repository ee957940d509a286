import type * as z from 'zod'
import type { Filters } from '../../../shared/api/common.ts'
import type { SearchWishes } from '../../../shared/api/compat/search-wishes.ts'
import { invalidFields } from '../parse-input.ts'

export type GivenFilters = Partial<z.input<typeof Filters>>

const DAY_MS = 86_400_000
const RECENT_DAYS: ReadonlyMap<string, number> = new Map([
  ...(['hour', 'day', 'h', 'd'] as const).map((word) => [word, 1] as const),
  ...(['week', 'w'] as const).map((word) => [word, 7] as const),
  ...(['month', 'm'] as const).map((word) => [word, 31] as const),
  ...(['year', 'y'] as const).map((word) => [word, 366] as const),
])

const HOSTS_AT_MOST = 20

/** Ingot compares days, so `hour` is the day. Throws `invalid_request` for a date or a host that is none. */
export function wishedFilters(wishes: SearchWishes, now: number): GivenFilters {
  const hosts = wishes.search_domain_filter ?? []
  expectFew(hosts, 'search_domain_filter')
  const after = isoDate(wishes.search_after_date_filter, 'search_after_date_filter')
  return {
    ...domainFilters(hosts),
    published_after: after ?? recentSince(wishes.search_recency_filter, now),
    published_before: isoDate(wishes.search_before_date_filter, 'search_before_date_filter'),
    languages: wishes.search_language_filter ?? [],
  }
}

/** Throws `invalid_request` at `path` for more hosts than a search can be told of. */
export function expectFew(hosts: readonly string[], path: string): void {
  if (hosts.length > HOSTS_AT_MOST) throw invalidFields([{ path, message: `at most ${HOSTS_AT_MOST}` }])
}

/** Hosts as the dialects name them: `example.org`, `https://example.org/path`; `-example.org` is denied. */
export function domainFilters(
  given: readonly string[],
): Pick<GivenFilters, 'domains_allow' | 'domains_deny'> {
  const isDenied = (name: string) => name.startsWith('-')
  return {
    domains_allow: given.filter((name) => !isDenied(name)).map(hostOf),
    domains_deny: given.filter(isDenied).map((name) => hostOf(name.slice(1))),
  }
}

export function hostOf(name: string): string {
  const address = name.includes('://') ? name : `https://${name}`
  return (URL.canParse(address) ? new URL(address).hostname : name).replace(/^\*\./, '')
}

/** The day since when something is that recent; null for a word that says nothing. Ingot compares days. */
export function recentSince(word: string | null | undefined, now: number): string | null {
  const days = RECENT_DAYS.get(word ?? '')
  return days === undefined ? null : daysAgo(days, now)
}

export const daysAgo = (days: number, now: number): string =>
  new Date(now - days * DAY_MS).toISOString().slice(0, 10)

/** `3/1/2026` -> `2026-03-01`. Throws `invalid_request` at `path` for what is no such date. */
function isoDate(given: string | null | undefined, path: string): string | null {
  if (given === null || given === undefined) return null
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(given) ?? []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (year === '' || Number.isNaN(Date.parse(date))) {
    throw invalidFields([{ path, message: 'must be a date such as "3/1/2026"' }])
  }
  return date
}
