import { isHeldBy, type Quotas } from '../../shared/ports/quotas.ts'

/** Quotas of one process; every call fails with `failure` while it is set. */
export function createMemoryQuotas({ clock }: { clock: { now: () => number } }) {
  const windows = new Map<string, { start: number; used: number }>()
  const places = new Map<string, Map<string, { count: number; until: number }>>()
  const fail = () => {
    memory.calls += 1
    if (memory.failure) throw memory.failure
  }
  const store: Quotas = {
    async take({ account, policy, start }, { wanted, limit }) {
      fail()
      const name = JSON.stringify([account, policy])
      const there = windows.get(name)
      const window = there && there.start >= start ? there : { start, used: 0 }
      windows.set(name, window)
      const from = window.used
      const taken = Math.max(0, Math.min(wanted, limit - from))
      window.used += taken
      return { from, taken }
    },
    async hold(account, { owner, wanted, limit, until }) {
      fail()
      const holders = places.get(account) ?? new Map()
      places.set(account, holders)
      holders.delete(owner)
      let others = 0
      for (const holder of holders.values()) if (isHeldBy(holder, clock.now())) others += holder.count
      const held = Math.max(0, Math.min(wanted, limit - others))
      if (held > 0) holders.set(owner, { count: held, until })
      return { held, others }
    },
  }
  const memory = { ...store, failure: undefined as Error | undefined, calls: 0 }
  return memory
}
