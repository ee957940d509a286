const HOUR_MS = 3_600_000

/**
 * Sweeps now and then an hour after each sweep. `sweep` must turn its failures into values. The returned
 * function stops it, and waits for the call that is under way.
 */
export function sweepHourly(sweep: (signal: AbortSignal) => Promise<unknown>): () => Promise<void> {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void>
  const run = async () => {
    await sweep(stop.signal)
    if (stop.signal.aborted) return
    timer = setTimeout(() => {
      running = run()
    }, HOUR_MS)
    timer.unref()
  }
  running = run()
  return async () => {
    stop.abort()
    clearTimeout(timer)
    await running
  }
}
