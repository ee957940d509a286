import type { Clock } from '../ports/clock.ts'
import type { Quotas } from '../ports/quotas.ts'

const LEASE_MS = 15_000
const RENEW_BEFORE_MS = 10_000
const TICK_MS = 1_000
/** After a refusal the store is not asked again for so long: a thousand who come at once cost it one look. */
const FULL_FOR_MS = 200
/** So much of a limit is held ahead. */
const BLOCK_SHARE = 0.01

type Account = {
  name: string
  limit: number
  inUse: number
  waiting: number
  held: number
  others: number
  until: number
  fullAt: number
  changing: Promise<void> | undefined
  timer: NodeJS.Timeout | undefined
}

/** A place: how many are taken with it, as far as is known, and the way out. */
export type HeldPlace = { number: number; leave(): void }

/** Places of callers that this process holds: taken in blocks, renewed, given back. */
export function createHeldPlaces(options: { quotas: Quotas; clock: Pick<Clock, 'now'>; owner: string }) {
  const { quotas, clock, owner } = options
  /** Those that somebody of this process is at; the rest is not worth remembering. */
  const accounts = new Map<string, Account>()

  const accountOf = (name: string, limit: number): Account => {
    const there = accounts.get(name)
    if (there) {
      there.limit = limit
      return there
    }
    const fresh: Account = {
      ...{ name, limit, inUse: 0, waiting: 0, held: 0, others: 0 },
      until: Number.NEGATIVE_INFINITY,
      fullAt: Number.NEGATIVE_INFINITY,
      changing: undefined,
      timer: undefined,
    }
    fresh.timer = setInterval(() => void settle(fresh), TICK_MS).unref()
    accounts.set(name, fresh)
    return fresh
  }

  const change = (account: Account, wantedOf: () => number): Promise<void> => {
    const run = async () => {
      const { name, limit, others, held } = account
      const [wanted, until] = [wantedOf(), clock.now() + LEASE_MS]
      const outcome = await quotas
        .hold(name, { owner, wanted, limit, until })
        // While the store is away each process goes by its own count, and by what it last knew of the others.
        .catch(() => ({ held: Math.min(wanted, Math.max(held, limit - others)), others }))
      Object.assign(account, outcome, { until })
      if (outcome.held < wanted) account.fullAt = clock.now()
    }
    account.changing ??= run().finally(() => {
      account.changing = undefined
    })
    return account.changing
  }

  /** Gives back what is not used, and renews what is. */
  const settle = async (account: Account) => {
    const isDue = account.until - clock.now() < RENEW_BEFORE_MS
    if (account.held !== account.inUse || (account.held > 0 && isDue)) {
      await change(account, () => account.inUse)
    }
    if (account.held > 0 || account.inUse > 0 || account.waiting > 0) return
    clearInterval(account.timer)
    accounts.delete(account.name)
  }

  const placeAt = (account: Account): HeldPlace => {
    account.inUse += 1
    let isLeft = false
    const leave = () => {
      if (!isLeft) account.inUse -= 1
      isLeft = true
    }
    return { number: account.others + account.inUse, leave }
  }

  return {
    /** A place; undefined: all are taken. */
    async take(name: string, limit: number): Promise<HeldPlace | undefined> {
      const account = accountOf(name, limit)
      const ahead = Math.max(1, Math.floor(limit * BLOCK_SHARE))
      account.waiting += 1
      try {
        for (;;) {
          if (account.inUse < account.held && clock.now() < account.until) return placeAt(account)
          if (clock.now() - account.fullAt < FULL_FOR_MS) return undefined
          await change(account, () => account.inUse + Math.max(ahead, account.waiting))
        }
      } finally {
        account.waiting -= 1
      }
    },
    /** How many are in use now, as far as is known. */
    inUse: (name: string): number => {
      const account = accounts.get(name)
      return account ? account.others + account.inUse : 0
    },
    /** Gives back at once what is not used: a sandbox may stand still from now on. */
    async settled(): Promise<void> {
      await Promise.all([...accounts.values()].map((account) => settle(account)))
    },
  }
}
