import { FRESHNESS_CLASSES, type FreshnessClass } from '../metrics/definitions.ts'

/** How long an answer is fresh after its sources were retrieved, and how long after that it may be served stale; seconds. */
export type Lifetimes = Readonly<Record<FreshnessClass, { freshS: number; staleS: number }>>

export const DEFAULT_LIFETIMES: Lifetimes = {
  live: { freshS: 60, staleS: 60 },
  news: { freshS: 15 * 60, staleS: 45 * 60 },
  recent: { freshS: 6 * 3_600, staleS: 18 * 3_600 },
  evergreen: { freshS: 7 * 86_400, staleS: 21 * 86_400 },
}

const LONGEST_S = 365 * 86_400

const isClass = (name: string): name is FreshnessClass =>
  (FRESHNESS_CLASSES as readonly string[]).includes(name)

/**
 * From `class=seconds` pairs, e.g. `['live=30', 'news=900']`. A class that is left out keeps its default, and
 * the stale time keeps its proportion to the fresh one. Returns what is wrong as `problems`.
 */
export function readLifetimes(pairs: readonly string[]): { lifetimes: Lifetimes; problems: string[] } {
  const lifetimes = { ...DEFAULT_LIFETIMES }
  const problems: string[] = []
  const seen = new Set<string>()
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=').map((part) => part.trim())
    const seconds = rest.join('=')
    const problem = problemOf(pair, name, seconds, seen)
    seen.add(name)
    if (problem !== null) problems.push(problem)
    else if (isClass(name)) lifetimes[name] = scaled(DEFAULT_LIFETIMES[name], Number(seconds))
  }
  return { lifetimes, problems }
}

function problemOf(pair: string, name: string, seconds: string, seen: ReadonlySet<string>): string | null {
  if (!isClass(name))
    return `"${pair}" names no class; one of ${FRESHNESS_CLASSES.join(', ')}, e.g. live=60,news=900`
  if (seen.has(name)) return `"${name}" stands twice`
  if (/^\d{1,9}$/.test(seconds) && Number(seconds) <= LONGEST_S) return null
  return `"${pair}" must be ${name}=seconds, a whole number from 0 to ${LONGEST_S}`
}

const scaled = ({ freshS, staleS }: Lifetimes[FreshnessClass], seconds: number) => ({
  freshS: seconds,
  staleS: Math.round((staleS * seconds) / freshS),
})
