import type { Filters } from '../api/common.ts'
import type { Candidate } from './candidate.ts'

/**
 * Enforces the filters on our side whatever the provider did with them, and tells what they removed.
 * What is not known does not pass: a page without a date is dropped when a date is asked for.
 */
export function filterCandidates(
  candidates: readonly Candidate[],
  filters: Filters,
): { kept: Candidate[]; applied: Record<string, unknown> } {
  const asked = Object.entries(filters).filter(([, value]) => value !== null && value.length > 0)
  if (asked.length === 0) return { kept: [...candidates], applied: {} }
  const kept = candidates.filter((candidate) => passes(candidate, filters))
  return { kept, applied: { ...Object.fromEntries(asked), dropped: candidates.length - kept.length } }
}

function passes(candidate: Candidate, filters: Filters): boolean {
  const { domains_allow, domains_deny, published_after, published_before, languages } = filters
  const host = hostOf(candidate.url)
  if (host !== null && domains_deny.some((domain) => isWithin(host, domain))) return false
  if (domains_allow.length > 0 && !domains_allow.some((domain) => host !== null && isWithin(host, domain)))
    return false
  const { published, language } = candidate
  if (published_after !== null && (published === null || published < published_after)) return false
  if (published_before !== null && (published === null || published > published_before)) return false
  return (
    languages.length === 0 ||
    (language !== null && languages.some((tag) => primary(tag) === primary(language)))
  )
}

const primary = (tag: string) => tag.toLowerCase().split('-')[0]

function hostOf(url: string | null): string | null {
  return url !== null && URL.canParse(url) ? new URL(url).hostname : null
}

/** `docs.example.org` is within `example.org`. */
function isWithin(host: string, domain: string): boolean {
  const wanted = domain.toLowerCase()
  return host === wanted || host.endsWith(`.${wanted}`)
}
