/** What is counted for an account in one window of time. */
export type QuotaWindow = {
  account: string
  policy: string
  /** ms since the epoch */
  start: number
}

/** What callers have used of their limits, over all processes. */
export interface Quotas {
  /**
   * Takes `wanted` units of the window, or as many as are left below `limit`: those numbered from `from` on,
   * counted from 0. No number is given out twice. A window that another process has begun already, whose clock
   * is ahead, is the one that is used.
   */
  take(
    window: QuotaWindow,
    options: { wanted: number; limit: number },
  ): Promise<{ from: number; taken: number }>
  /**
   * Makes the owner hold `wanted` places of the account until `until` (ms since the epoch), or as many as the
   * others leave below `limit`; what they held before is given up.
   */
  hold(
    account: string,
    options: { owner: string; wanted: number; limit: number; until: number },
  ): Promise<{ held: number; others: number }>
}

/** Two clocks differ by this at most, so places are left alone for as long after their `until`. */
export const PLACE_SKEW_MS = 5_000

/** Whether the place of another is still theirs. */
export const isHeldBy = ({ until }: { until: number }, now: number): boolean => until + PLACE_SKEW_MS >= now
