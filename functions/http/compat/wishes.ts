import type { Length } from '../../../shared/api/common.ts'

/** OpenAI's `verbosity`. */
export function lengthOf(verbosity: string | null | undefined): Length {
  if (verbosity === 'low') return 'short'
  return verbosity === 'high' ? 'long' : 'medium'
}

/** `search_context_size` of OpenAI and Perplexity, as a number of sources. */
export function sourcesOf(size: string | null | undefined): number {
  if (size === 'low') return 4
  return size === 'high' ? 12 : 8
}

/** A country's code in any case; what is no code says nothing. */
export function regionOf(country: string | null | undefined): string | null {
  return country && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : null
}

/** A language tag, e.g. of `language_preference`; what is none, such as a language's name, says nothing. */
export function languageOf(tag: string | null | undefined): string | null {
  return tag && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag) ? tag : null
}

export const clamp = (count: number, most: number): number => Math.min(most, Math.max(1, Math.floor(count)))
