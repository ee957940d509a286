import { LRUCache } from 'lru-cache'
import { type IngotError, toIngotError } from '../../../errors.ts'
import { withSignal } from '../../../lib/deadline.ts'
import type { Clock } from '../../../ports/clock.ts'
import { ALLOW_ALL, parseRobots, type Robots } from './parse-robots.ts'

/** `unreachable`: nothing may be read of the host until its robots.txt can be (RFC 9309, 2.3.1.4). */
export type RobotsAnswer = { kind: 'robots'; robots: Robots } | { kind: 'unreachable'; error: IngotError }

/** Fetches a robots.txt; failures are thrown as an `IngotError` with a `page_` code. */
export type FetchRobots = (url: string) => Promise<{ bytes: Uint8Array }>

/** No longer than a day (2.4). */
const KEPT_FOR_MS = 24 * 3_600_000
const REFUSED_FOR_MS = 300_000
const MOST_HOSTS = 2_000

type Kept = { answer: Promise<RobotsAnswer>; until: number }

/** The robots.txt of each host, asked for once a day by however many; `agent` is our product token. */
export function createRobotsFiles(options: { fetchRobots: FetchRobots; clock: Clock; agent: string }) {
  const { fetchRobots, clock, agent } = options
  const files = new LRUCache<string, Kept>({ max: MOST_HOSTS })

  const load = async (url: string): Promise<RobotsAnswer> => {
    try {
      const { bytes } = await fetchRobots(url)
      return { kind: 'robots', robots: parseRobots(bytes, { url, agent }) }
    } catch (thrown) {
      const error = toIngotError(thrown)
      // A server that says "no such file", in whatever words, has no rules (2.3.1.3).
      const isMissing = !error.retryable && error.code !== 'page_too_large'
      return isMissing ? { kind: 'robots', robots: ALLOW_ALL } : { kind: 'unreachable', error }
    }
  }

  const ask = (origin: string): Kept => {
    const kept: Kept = { answer: load(`${origin}/robots.txt`), until: clock.now() + KEPT_FOR_MS }
    files.set(origin, kept)
    void kept.answer.then(({ kind }) => {
      if (kind === 'unreachable') kept.until = clock.now() + REFUSED_FOR_MS
    })
    return kept
  }

  return {
    of({ origin }: URL, { signal }: { signal: AbortSignal }): Promise<RobotsAnswer> {
      const kept = files.get(origin)
      const { answer } = kept && clock.now() < kept.until ? kept : ask(origin)
      return withSignal(answer, signal)
    },
  }
}
export type RobotsFiles = ReturnType<typeof createRobotsFiles>
