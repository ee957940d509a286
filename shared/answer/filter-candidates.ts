import type { FiltersApplied } from '../api/answer.ts'
import { FilterName, type Filters } from '../api/common.ts'
import type { Candidate } from './candidate.ts'

/** `unknown`: the candidate does not say what the filter asks. */
type Verdict = 'passes' | 'fails' | 'unknown'
type Judged = { candidate: Candidate; verdicts: Map<FilterName, Verdict> }

export type Filtered = {
  kept: Candidate[]
  /** Empty when no filter is asked for. */
  applied: FiltersApplied
  /** When nothing is left of something: each filter without which something would be, or else all that dropped. */
  emptiedBy: FilterName[]
}

/**
 * Enforces the filters on our side whatever the provider did with them, and tells what they removed.
 * What is not known does not pass: a page without a date is dropped when a date is asked for.
 */
export function filterCandidates(candidates: readonly Candidate[], filters: Filters): Filtered {
  const asked = askedOf(filters)
  if (asked.length === 0) return { kept: [...candidates], applied: {}, emptiedBy: [] }
  const judged = candidates.map((candidate) => ({ candidate, verdicts: judge(candidate, filters, asked) }))
  const kept = judged.filter(({ verdicts }) => failed(verdicts).length === 0)
  return {
    kept: kept.map(({ candidate }) => candidate),
    applied: {
      ...Object.fromEntries(asked.map((name) => [name, filters[name]])),
      dropped: candidates.length - kept.length,
      ...tallied('dropped_by', judged, ['fails', 'unknown']),
      ...tallied('unknown', judged, ['unknown']),
    },
    emptiedBy: kept.length === 0 ? emptiedBy(judged, asked) : [],
  }
}

/** How many have such a verdict, by filter; nothing when none has. */
function tallied(
  field: 'dropped_by' | 'unknown',
  judged: readonly Judged[],
  counted: readonly Verdict[],
): FiltersApplied {
  const tally: Partial<Record<FilterName, number>> = {}
  for (const { verdicts } of judged)
    for (const [name, verdict] of verdicts)
      if (counted.includes(verdict)) tally[name] = (tally[name] ?? 0) + 1
  return Object.keys(tally).length > 0 ? { [field]: tally } : {}
}

function emptiedBy(judged: readonly Judged[], asked: readonly FilterName[]): FilterName[] {
  const failures = judged.map(({ verdicts }) => failed(verdicts))
  const alone = asked.filter((name) => failures.some(([only, another]) => only === name && !another))
  return alone.length > 0 ? alone : asked.filter((name) => failures.some((names) => names.includes(name)))
}

/** Whether it would pass if only it told what is asked: reading it may tell. */
export function isUndecided(candidate: Candidate, filters: Filters): boolean {
  const verdicts = [...judge(candidate, filters, askedOf(filters)).values()]
  return verdicts.includes('unknown') && !verdicts.includes('fails')
}

const failed = (verdicts: Judged['verdicts']): FilterName[] =>
  [...verdicts].flatMap(([name, verdict]) => (verdict === 'passes' ? [] : [name]))

const askedOf = (filters: Filters): FilterName[] =>
  FilterName.options.filter((name) => (filters[name]?.length ?? 0) > 0)

function judge(candidate: Candidate, filters: Filters, asked: readonly FilterName[]): Judged['verdicts'] {
  return new Map(asked.map((name) => [name, judgeBy[name](candidate, filters)]))
}

const told = (passes: boolean): Verdict => (passes ? 'passes' : 'fails')

const judgeBy: Record<FilterName, (candidate: Candidate, filters: Filters) => Verdict> = {
  domains_allow: ({ url }, { domains_allow }) => {
    const host = hostOf(url)
    return told(host !== null && domains_allow.some((domain) => isWithin(host, domain)))
  },
  domains_deny: ({ url }, { domains_deny }) => {
    const host = hostOf(url)
    return told(host === null || !domains_deny.some((domain) => isWithin(host, domain)))
  },
  published_after: ({ published }, { published_after }) =>
    published === null ? 'unknown' : told(published_after === null || published >= published_after),
  published_before: ({ published }, { published_before }) =>
    published === null ? 'unknown' : told(published_before === null || published <= published_before),
  languages: ({ language }, { languages }) =>
    language === null ? 'unknown' : told(languages.some((tag) => primary(tag) === primary(language))),
}

const primary = (tag: string) => tag.toLowerCase().split('-')[0]

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : null
}

/** `docs.example.org` is within `example.org`. */
function isWithin(host: string, domain: string): boolean {
  const wanted = domain.toLowerCase()
  return host === wanted || host.endsWith(`.${wanted}`)
}
