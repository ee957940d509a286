import type { SealedAnswer } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'
import type { StoredAnswer } from './memory-tier.ts'

/** For so long after it may be served stale, an answer is still better than a failure; its age is told. */
const LAST_RESORT_MS = 24 * 3_600_000

/**
 * An answer that has expired, if it may be given to a reader whose fill has failed. Not when its documents say
 * something else by now, nor when the reader wanted none of that age.
 */
export async function lastResort<Event, Request>(
  { clock, passagesNow, count }: Pick<CacheDeps<Event, Request>, 'clock' | 'passagesNow' | 'count'>,
  answer: StoredAnswer<Event>,
  { request, maxAgeS }: { request: Request | undefined; maxAgeS: number | null },
): Promise<SealedAnswer<Event> | undefined> {
  if (!answer || 'purged' in answer) return undefined
  const now = clock.now()
  const { facts, staleUntil } = answer
  if (facts.degraded || now > staleUntil + LAST_RESORT_MS) return undefined
  if (maxAgeS !== null && now - facts.retrievedAt > maxAgeS * 1_000) return undefined
  if (facts.passages !== null) {
    if (request === undefined) return undefined
    if ((await passagesNow(request).catch(() => undefined)) !== facts.passages) return undefined
  }
  count('failures_made_up')
  return answer
}
