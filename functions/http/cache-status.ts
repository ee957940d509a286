import type { CacheOutcome } from '../../shared/api/answer.ts'

/** The `Cache-Status` of a reading: one item of RFC 9211, section 2. */
export function cacheStatus(outcome: CacheOutcome): string {
  return ['ingot', ...parametersOf(outcome)].join('; ')
}

function parametersOf({ state, layer, expires_in_s }: CacheOutcome): string[] {
  switch (state) {
    case 'hit':
      return ['hit', ...ttl(expires_in_s), `detail=${layer ?? 'exact'}`]
    case 'stale':
      return ['hit', ...ttl(expires_in_s), 'detail=stale']
    case 'coalesced':
      return ['fwd=miss', 'collapsed']
    case 'miss':
      return expires_in_s === null ? ['fwd=miss'] : ['fwd=miss', 'stored']
    case 'bypass':
      return ['fwd=bypass']
  }
}

/** Negative for what is stale (section 2.4). */
const ttl = (seconds: number | null) => (seconds === null ? [] : [`ttl=${seconds}`])
