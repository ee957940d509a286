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
  if (now >= stored.staleUntil || isTooOld(stored, { maxAgeS, now })) return undefined
  if (!isSame(stored.facts.collections, collections)) {
    // The documents have changed; the answer has not if the same passages are found.
    if ((await deps.passagesNow(request)) !== stored.facts.passages) return undefined
  }
  return { state: now < stored.freshUntil ? 'fresh' : 'stale', answer: stored }
}

/** Whether it is plain that the answer may be served as fresh: nothing has to be looked for. */
export const isPlainlyFresh = <Event>(
  stored: SealedAnswer<Event>,
  collections: Order<unknown>['collections'],
  { maxAgeS, now }: { maxAgeS: number | null; now: number },
): boolean =>
  now < stored.freshUntil &&
  !isTooOld(stored, { maxAgeS, now }) &&
  isSame(stored.facts.collections, collections)

const isTooOld = (
  { facts }: SealedAnswer<unknown>,
  { maxAgeS, now }: { maxAgeS: number | null; now: number },
): boolean => maxAgeS !== null && now - facts.retrievedAt > maxAgeS * 1_000

export const isSame = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): boolean => {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
