import { LRUCache } from 'lru-cache'
import type { ModelsFile } from '../../config/models.ts'
import { dayOf } from '../../metrics/record-usage.ts'
import type { Budget as KeyBudget } from '../../ports/callers.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ledger, LedgerRow } from '../../ports/ledger.ts'
import { accountsOf, type Payer } from '../payer.ts'

/** What the others spend is known after this long. */
const BELIEVED_MS = 5_000
/** From this share of a budget on, only the models of the fast mode answer. */
const FAST_FROM = 0.8
const ACCOUNTS_REMEMBERED = 10_000

/** What a budget leaves: all models, those of the fast mode, or none. */
export type Allowance = 'all' | 'fast' | 'none'

type Spent = { usd: number; gpuSeconds: number }
type Known = { day: string; readAt: number; spent: Spent; reading?: Promise<void> }

export type Budgets = {
  /** `ofKey`: the budget of the key itself, beside those that every caller has. */
  allowanceOf(payer: Payer | null, ofKey?: KeyBudget): Promise<Allowance>
  /** Tells at once what this process has just spent; the ledger has it a second later. */
  spent(payer: Payer | null, amount: Spent): void
}

/** What may be spent on models in a UTC day: by all together, by each tenant, by each caller, by a key. */
export function createBudgets(options: {
  budgets: ModelsFile['budgets']
  ledger: Pick<Ledger, 'read'>
  clock: Pick<Clock, 'now'>
}): Budgets {
  const { budgets, ledger, clock } = options
  const known = new LRUCache<string, Known>({ max: ACCOUNTS_REMEMBERED })

  /** The accounts of a payer that have a budget. */
  const limitsOf = (payer: Payer | null, ofKey: KeyBudget = {}): [string, KeyBudget][] => {
    const limits: [string | null | undefined, KeyBudget | undefined][] = [
      ['all', budgets.all],
      [payer?.tenant, budgets.tenant],
      [payer?.caller, budgets.caller],
      [payer?.key, Object.keys(ofKey).length > 0 ? ofKey : undefined],
    ]
    return limits.flatMap(([account, budget]) => (account && budget ? [[account, budget]] : []))
  }

  const knownOf = (account: string): Known => {
    const day = dayOf(clock.now())
    const there = known.get(account)
    if (there?.day === day) return there
    const fresh: Known = { day, readAt: Number.NEGATIVE_INFINITY, spent: { usd: 0, gpuSeconds: 0 } }
    known.set(account, fresh)
    return fresh
  }

  const read = async (account: string, now: Known) => {
    const readAt = clock.now()
    // While the store is away the last that was heard is the best guess.
    const rows = await ledger.read(account, { from: now.day, to: now.day }).catch(() => undefined)
    if (rows) now.spent = atLeast(now.spent, sumOf(rows))
    now.readAt = readAt
  }

  const spentOn = async (account: string): Promise<Spent> => {
    const now = knownOf(account)
    if (clock.now() - now.readAt >= BELIEVED_MS) {
      now.reading ??= read(account, now).finally(() => {
        delete now.reading
      })
      await now.reading
    }
    return now.spent
  }

  return {
    async allowanceOf(payer, ofKey) {
      const shares = await Promise.all(
        limitsOf(payer, ofKey).map(async ([account, budget]) => shareOf(await spentOn(account), budget)),
      )
      const share = Math.max(0, ...shares)
      if (share >= 1) return 'none'
      return share >= FAST_FROM ? 'fast' : 'all'
    },
    spent(payer, { usd, gpuSeconds }) {
      const limited = new Set(limitsOf(payer).map(([account]) => account))
      for (const account of accountsOf(payer)) {
        // The budget of a key is told only by who asks with it.
        if (!limited.has(account) && !known.has(account)) continue
        const { spent } = knownOf(account)
        spent.usd += usd
        spent.gpuSeconds += gpuSeconds
      }
    },
  }
}

const shareOf = ({ usd, gpuSeconds }: Spent, budget: KeyBudget): number =>
  Math.max(
    budget.usd_per_day === undefined ? 0 : usd / budget.usd_per_day,
    budget.gpu_seconds_per_day === undefined ? 0 : gpuSeconds / budget.gpu_seconds_per_day,
  )

const sumOf = (rows: readonly LedgerRow[]): Spent => ({
  usd: rows.reduce((sum, { counts }) => sum + (counts.micro_usd ?? 0), 0) / 1_000_000,
  gpuSeconds: rows.reduce((sum, { counts }) => sum + (counts.gpu_ms ?? 0), 0) / 1_000,
})

/** What was spent here a moment ago may not be in the ledger yet. */
const atLeast = (one: Spent, other: Spent): Spent => ({
  usd: Math.max(one.usd, other.usd),
  gpuSeconds: Math.max(one.gpuSeconds, other.gpuSeconds),
})
