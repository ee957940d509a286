import type { CacheOutcome } from '../../shared/api/answer.ts'

/** The `Cache-Status` of a reading: one item of RFC 9211, section 2. */
export function cacheStatus({ state, layer, expires_in_s }: CacheOutcome): string {
  switch (state) {
    case 'hit':
      return `ingot; hit${ttl(expires_in_s)}; detail=${layer ?? 'exact'}`
    case 'stale':
      return `ingot; hit${ttl(expires_in_s)}; detail=stale`
    case 'coalesced':
      return 'ingot; fwd=miss; collapsed'
    case 'miss':
      return expires_in_s === null ? 'ingot; fwd=miss' : 'ingot; fwd=miss; stored'
    case 'bypass':
      return 'ingot; fwd=bypass'
  }
}

/** Negative for what is stale (section 2.4). */
const ttl = (seconds: number | null) => (seconds === null ? '' : `; ttl=${seconds}`)
