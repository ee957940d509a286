import * as z from 'zod'
import { type Filters, Hostname, LanguageTag } from '../../../shared/api/common.ts'
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
/** Nothing that says its date is older. */
const DAYS_AT_MOST = 36_500

/** Ingot compares days, so `hour` is the day. Throws `invalid_request` for a date or a host that is none. */
export function wishedFilters(wishes: SearchWishes, now: number): GivenFilters {
  const hosts = wishes.search_domain_filter ?? []
  expectFew(hosts, 'search_domain_filter')
  const after = isoDate(wishes.search_after_date_filter, 'search_after_date_filter')
  return {
    ...domainFilters(hosts, 'search_domain_filter'),
    published_after:
      after ?? recentSince(wishes.search_recency_filter, { now, path: 'search_recency_filter' }),
    published_before: isoDate(wishes.search_before_date_filter, 'search_before_date_filter'),
    languages: tagsOf(wishes.search_language_filter ?? [], 'search_language_filter'),
  }
}

/** Throws `invalid_request` at `path` for more hosts than a search can be told of. */
export function expectFew(hosts: readonly string[], path: string): void {
  if (hosts.length > HOSTS_AT_MOST) throw invalidFields([{ path, message: `at most ${HOSTS_AT_MOST}` }])
}

/** Hosts as the dialects name them: `example.org`, `https://example.org/path`; `-example.org` is denied. */
export function domainFilters(
  given: readonly string[],
  path: string,
): Pick<GivenFilters, 'domains_allow' | 'domains_deny'> {
  const isDenied = (name: string) => name.startsWith('-')
  return {
    domains_allow: hostsOf(
      given.filter((name) => !isDenied(name)),
      path,
    ),
    domains_deny: hostsOf(
      given.filter(isDenied).map((name) => name.slice(1)),
      path,
    ),
  }
}

/** Throws `invalid_request` at `path` for what is no host. */
export const hostsOf = (names: readonly string[], path: string): string[] =>
  names.map((name) => {
    const address = name.includes('://') ? name : `https://${name}`
    const host = (URL.canParse(address) ? new URL(address).hostname : name).replace(/^\*\./, '')
    return parseAt(Hostname, host, path)
  })

const tagsOf = (tags: readonly string[], path: string): string[] =>
  tags.map((tag) => parseAt(LanguageTag, tag, path))

function parseAt<Value>(schema: z.ZodType<Value>, given: unknown, path: string): Value {
  const { data, error } = schema.safeParse(given)
  if (error) throw invalidFields([{ path, message: error.issues[0]?.message ?? 'is not valid' }])
  return data
}

/** The day since when something is that recent; null: nobody has said. Throws `invalid_request` at `path`. */
export function recentSince(
  word: string | null | undefined,
  { now, path }: { now: number; path: string },
): string | null {
  if (!word) return null
  const days = RECENT_DAYS.get(word)
  if (days !== undefined) return daysAgo(days, now)
  throw invalidFields([{ path, message: 'one of hour, day, week, month or year' }])
}

export const daysAgo = (days: number, now: number): string =>
  new Date(now - Math.min(days, DAYS_AT_MOST) * DAY_MS).toISOString().slice(0, 10)

/** `3/1/2026` -> `2026-03-01`. Throws `invalid_request` at `path` for what is no such date. */
function isoDate(given: string | null | undefined, path: string): string | null {
  if (given === null || given === undefined) return null
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(given) ?? []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!z.iso.date().safeParse(date).success) {
    throw invalidFields([{ path, message: 'must be a date such as "3/1/2026"' }])
  }
  return date
}
