import type { ErrorCode, IngotError } from '../errors.ts'

const FAILURES_TO_OPEN = 3
const OPEN_FIRST_MS = 5_000
const OPEN_AT_MOST_MS = 60_000

/** What this one request asked for was wrong; whoever refused it is well. */
const OF_THE_REQUEST: ReadonlySet<ErrorCode> = new Set([
  'model_refused_request',
  'schema_not_met',
  'search_refused_request',
])
/** Whoever says when to come back is believed. */
const MAY_SAY_WHEN: ReadonlySet<ErrorCode> = new Set([
  'model_throttled',
  'model_unavailable',
  'search_unavailable',
])
/** So many refusals in a row are no matter of the requests: a wrong key, a model that is not there. */
const REFUSALS_TO_TELL = 3

export type CircuitBreaker = {
  /** Whether a call may be made now. While it is half open one call is let through to try. */
  admits(): boolean
  /** ms since the epoch until which nothing is let through; null while it is closed. */
  openUntil(): number | null
  /** Whether the last call failed, or the last ones were refused. */
  isFailing(): boolean
  succeeded(): void
  failed(error: IngotError): void
  /** A call that was let through was never made. */
  left(): void
}

/**
 * Keeps calls away from a model or a search provider that fails: open after three failures in a row, for 5 s,
 * then one call tries; each time that fails, twice as long, a minute at most. A vendor that says when to come back is
 * believed.
 */
export function createCircuitBreaker({ clock }: { clock: { now(): number } }): CircuitBreaker {
  let failures = 0
  let refusals = 0
  let openMs = OPEN_FIRST_MS
  let openUntil: number | null = null
  let isTrying = false

  const open = (ms: number) => {
    openUntil = clock.now() + Math.min(ms, OPEN_AT_MOST_MS)
    isTrying = false
  }

  return {
    admits() {
      if (openUntil === null) return true
      if (clock.now() < openUntil || isTrying) return false
      isTrying = true
      return true
    },
    openUntil: () => (openUntil !== null && clock.now() < openUntil ? openUntil : null),
    isFailing: () => failures > 0 || refusals >= REFUSALS_TO_TELL,
    succeeded() {
      failures = 0
      refusals = 0
      openMs = OPEN_FIRST_MS
      openUntil = null
      isTrying = false
    },
    left() {
      isTrying = false
    },
    failed({ code, retryAfterS }) {
      if (OF_THE_REQUEST.has(code)) {
        isTrying = false
        refusals += 1
        return
      }
      failures += 1
      if (MAY_SAY_WHEN.has(code) && retryAfterS !== undefined) {
        open(retryAfterS * 1_000)
      } else if (openUntil !== null || failures >= FAILURES_TO_OPEN) {
        open(openMs)
        openMs = Math.min(openMs * 2, OPEN_AT_MOST_MS)
      }
    },
  }
}
