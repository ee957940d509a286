import { LRUCache } from 'lru-cache'
import type { Clock } from '../ports/clock.ts'
import type { Quotas } from '../ports/quotas.ts'

/** So much of a limit is leased at once: a process that dies loses no more of it. */
const BLOCK_SHARE = 0.01
const ACCOUNTS_REMEMBERED = 10_000

/** So many units in each window of `windowMs`, counted from the epoch. */
export type WindowRule = { account: string; policy: string; windowMs: number; limit: number }

/** A unit of a window: its number, from 0 below the limit, and the way back if it is not used after all. */
export type Unit = { number: number; giveBack(): void }

type Window = {
  start: number
  /** Numbers that are leased and not given out: from `next` up to `end`, and those that came back. */
  next: number
  end: number
  back: number[]
  /** How many were given out, by all processes, as far as is known. */
  used: number
  isSpent: boolean
  leasing: Promise<void> | undefined
}

/** Numbers of a quota that is shared by all processes, leased in blocks, so that few requests wait for the store. */
export function createLeasedQuota({ quotas, clock }: { quotas: Quotas; clock: Pick<Clock, 'now'> }) {
  const windows = new LRUCache<string, Window>({ max: ACCOUNTS_REMEMBERED })

  const windowOf = ({ account, policy, windowMs }: WindowRule): Window => {
    const name = JSON.stringify([account, policy])
    const start = Math.floor(clock.now() / windowMs) * windowMs
    const there = windows.get(name)
    if (there?.start === start) return there
    const fresh: Window = { start, next: 0, end: 0, back: [], used: 0, isSpent: false, leasing: undefined }
    windows.set(name, fresh)
    return fresh
  }

  const lease = async (window: Window, { account, policy, limit }: WindowRule) => {
    const wanted = Math.max(1, Math.floor(limit * BLOCK_SHARE))
    const { start, used } = window
    const block = await quotas
      .take({ account, policy, start }, { wanted, limit })
      // While the store is away each process goes by its own count.
      .catch(() => ({ from: used, taken: Math.max(0, Math.min(wanted, limit - used)) }))
    window.next = block.from
    window.end = block.from + block.taken
    window.used = Math.max(used, window.end)
    window.isSpent = block.taken === 0
  }

  return {
    /** The next unit; undefined when all are given out. */
    async take(rule: WindowRule): Promise<Unit | undefined> {
      const window = windowOf(rule)
      for (;;) {
        const number = window.back.pop() ?? (window.next < window.end ? window.next++ : undefined)
        if (number !== undefined) return { number, giveBack: () => window.back.push(number) }
        if (window.isSpent) return undefined
        window.leasing ??= lease(window, rule).finally(() => {
          window.leasing = undefined
        })
        await window.leasing
      }
    },
    /** As far as is known here: how many are given out, and in how many seconds the next window begins. */
    state(rule: WindowRule): { used: number; resetS: number } {
      const window = windowOf(rule)
      const leased = window.end - window.next + window.back.length
      return {
        used: window.used - leased,
        resetS: Math.ceil((window.start + rule.windowMs - clock.now()) / 1_000),
      }
    },
  }
}
