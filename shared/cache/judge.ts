import type { SealedAnswer } from '../ports/answer-log.ts'
import type { CacheDeps, Order } from './cache-deps.ts'
import type { StoredAnswer } from './memory-tier.ts'

/** How one caller wants the cache to be used. */
export type CacheUse = { use: 'default' | 'bypass' | 'only'; maxAgeS: number | null }

export type Judged<Event> = { state: 'fresh' | 'stale'; answer: SealedAnswer<Event> }

/** Whether a stored answer may be served to this caller, now; undefined: not at all. */
export async function judge<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { request, collections }: Order<Request>,
  stored: StoredAnswer<Event>,
  { maxAgeS }: Pick<CacheUse, 'maxAgeS'>,
): Promise<Judged<Event> | undefined> {
  if (!stored || 'purged' in stored) return undefined
  const now = deps.clock.now()
  if (now >= stored.staleUntil) return undefined
  if (maxAgeS !== null && now - stored.facts.retrievedAt > maxAgeS * 1_000) return undefined
  if (!isSame(stored.facts.collections, collections)) {
    // The documents have changed; the answer has not if the same passages are found.
    if ((await deps.passagesNow(request)) !== stored.facts.passages) return undefined
  }
  return { state: now < stored.freshUntil ? 'fresh' : 'stale', answer: stored }
}

export const isSame = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, version]) => other[name] === version)
