const EARNED_A_CALL = 0.1
const AT_MOST = 5

/**
 * How often a model may be asked again after a failure: one call in ten, so that retries never multiply the
 * load of a model that is failing. It begins full.
 */
export function createRetryBudget() {
  let left = AT_MOST
  return {
    /** A first call was made. */
    earn() {
      left = Math.min(AT_MOST, left + EARNED_A_CALL)
    },
    /** Whether one may be asked again; if so it is spent. */
    spend(): boolean {
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
