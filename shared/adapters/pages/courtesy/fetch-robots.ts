import { fetchLimits } from '../fetch-limits.ts'
import { type FetchLimits, fetchPage } from '../fetch-page.ts'
import type { FetchRobots } from './robots-files.ts'

const TIMEOUT_MS = 3_000

/** Fetches a robots.txt under the guard, wherever it is redirected to. */
export function createFetchRobots(options: Pick<FetchLimits, 'fetchAllow' | 'userAgent'>): FetchRobots {
  const limits = fetchLimits({ ...options, timeoutMs: TIMEOUT_MS })
  // Whoever waits may leave; the file is fetched for all who will ask for this host.
  return (url) => fetchPage(url, limits, { signal: new AbortController().signal })
}
