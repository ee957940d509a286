import { LRUCache } from 'lru-cache'
import type { Clock } from '../../../ports/clock.ts'

/** Ends a turn: the answer of the host has been read, or given up. */
export type Leave = () => void

type Host = {
  running: number
  /** Requests that wait for a running one to end, first come, first served. */
  queue: (() => void)[]
  /** ms since the epoch; no request begins earlier. */
  nextAt: number
}

const MOST_HOSTS = 10_000

/**
 * Requests to one host: at most `perHost` at once, and their beginnings `delayMs` apart. `enter` resolves when it is
 * the caller's turn, with `null` when that would be more than `longestWaitMs` after a place is free.
 */
export function createHostTurns({ clock, perHost }: { clock: Clock; perHost: number }) {
  const hosts = new LRUCache<string, Host>({ max: MOST_HOSTS })

  const hostOf = (name: string): Host => {
    const known = hosts.get(name) ?? { running: 0, queue: [], nextAt: 0 }
    hosts.set(name, known)
    return known
  }

  const leave = (host: Host) => {
    const next = host.queue.shift()
    // Who is next takes over the place.
    if (next) next()
    else host.running -= 1
  }

  async function takePlace(host: Host, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (host.running < perHost) {
      host.running += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        host.queue = host.queue.filter((each) => each !== onTurn)
        reject(signal.reason)
      }
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      host.queue.push(onTurn)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  return {
    async enter(
      name: string,
      how: { delayMs: number; longestWaitMs: number; signal: AbortSignal },
    ): Promise<Leave | null> {
      const host = hostOf(name)
      await takePlace(host, how.signal)
      try {
        const now = clock.now()
        const startAt = Math.max(now, host.nextAt)
        if (startAt - now > how.longestWaitMs) {
          leave(host)
          return null
        }
        host.nextAt = startAt + how.delayMs
        if (startAt > now) await clock.sleep(startAt - now, { signal: how.signal })
      } catch (thrown) {
        leave(host)
        throw thrown
      }
      let isOver = false
      return () => {
        if (!isOver) leave(host)
        isOver = true
      }
    },
    /** No request to the host begins in the next `ms`. */
    hold(name: string, ms: number): void {
      const host = hostOf(name)
      host.nextAt = Math.max(host.nextAt, clock.now() + ms)
    },
  }
}
