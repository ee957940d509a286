import { type Attempt, type CacheDeps, LEASE_MS, RENEW_EVERY_MS } from './cache-deps.ts'

/**
 * Renews the lease while the fill runs, and with it says that others than its starter read. `onLost` is
 * called when somebody else has it, or it was released because the log has ended; `onKept` with the instant
 * of each renewal. A store that fails is asked again: the log arbitrates meanwhile.
 * Returns what stops the renewing.
 */
export function keepLease<Event, Request>(
  { log, clock }: Pick<CacheDeps<Event, Request>, 'log' | 'clock'>,
  { address, owner, startedBy }: Attempt,
  options: { isReadByOthersThan(reader: string): boolean; onLost: () => void; onKept: (at: number) => void },
): () => void {
  const stopping = new AbortController()
  const renew = async () => {
    const at = clock.now()
    const until = at + LEASE_MS
    const readUntil = options.isReadByOthersThan(startedBy) ? { readUntil: until } : {}
    const outcome = await log.renew(address, { owner, until, ...readUntil }).catch(() => 'unknown' as const)
    if (outcome === 'renewed') options.onKept(at)
    return outcome
  }
  const run = async () => {
    for (;;) {
      await clock.sleep(RENEW_EVERY_MS, { signal: stopping.signal })
      if (stopping.signal.aborted) return
      if ((await renew()) === 'superseded' && !stopping.signal.aborted) return options.onLost()
    }
  }
  run().catch(() => undefined)
  return () => stopping.abort()
}
