/** Measures the stages of one run. */
export function createStopwatch(clock: { now(): number }) {
  const start = clock.now()
  let last = start
  return {
    /** RFC 3339, UTC. */
    startedAt: new Date(start).toISOString(),
    /** Milliseconds since the lap before, or since the start. */
    lap(): number {
      const now = clock.now()
      const ms = now - last
      last = now
      return ms
    },
  }
}
