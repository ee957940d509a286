/** A deadline is an instant (ms since the epoch); a timeout is a duration. */
export type Deadline = {
  /** ms since the epoch */
  readonly at: number
  /** Aborts at the deadline with a `TimeoutError`, or earlier with the parent's reason. */
  readonly signal: AbortSignal
}

/** A deadline `ms` from now, never later than its parent's. */
export function deadlineIn(ms: number, parent?: { at?: number; signal?: AbortSignal }): Deadline {
  const now = Date.now()
  const at = Math.min(now + Math.ceil(ms), parent?.at ?? Number.POSITIVE_INFINITY)
  const timeout = AbortSignal.timeout(Math.max(0, Math.ceil(at - now)))
  return { at, signal: parent?.signal ? AbortSignal.any([parent.signal, timeout]) : timeout }
}

/** The part of the time left that a stage may use, e.g. `share(deadline, 0.25)` for a quarter of it. */
export function shareOf(deadline: Deadline, fraction: number): Deadline {
  return deadlineIn((deadline.at - Date.now()) * fraction, deadline)
}
