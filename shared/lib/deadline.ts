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
  // Not AbortSignal.timeout: within AbortSignal.any, Node 20 collects it before it fires (nodejs/node#57736).
  const own = new AbortController()
  const timer = setTimeout(
    () => own.abort(new DOMException('The deadline has passed.', 'TimeoutError')),
    Math.max(0, at - now),
  )
  timer.unref()
  return { at, signal: parent?.signal ? AbortSignal.any([parent.signal, own.signal]) : own.signal }
}

/** The part of the time left that a stage may use, e.g. `share(deadline, 0.25)` for a quarter of it. */
export function shareOf(deadline: Deadline, fraction: number): Deadline {
  return deadlineIn((deadline.at - Date.now()) * fraction, deadline)
}

/** The promise's outcome, or the signal's reason if that comes first; leaves no listener behind. */
export async function withSignal<Outcome>(promise: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  // Whoever is not waited for any more may still fail; nobody has to hear of it.
  promise.catch(() => undefined)
  signal.throwIfAborted()
  let leave: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
