import type { Clock } from '../../ports/clock.ts'
import type { Count } from '../../ports/counters.ts'
import type { SharedLists } from '../../ports/shared-lists.ts'
import type { Background } from '../background.ts'
import type { ErrorBudget, Verdict } from './error-budget.ts'

/** Numbers and hashes of pairs; nobody's words. */
const listOf = (decision: string) => ({ scope: 'shared', name: `verdicts/${decision}` })
const KEPT_MS = 30 * 24 * 3_600_000
const READ_AT_MOST = 5_000
const CATCH_UP_EVERY_MS = 10_000
/** A row may come in below rows that are there already. */
const OVERLAP_MS = 15_000

export type SharedBudget = Pick<ErrorBudget, 'threshold'> & {
  /** Takes up what other processes, and this one before its start, have learned. Never throws. */
  catchUp(): Promise<void>
  /** `pair`: names the pair that the verdict is on; the first verdict of a pair counts. */
  record(pair: string, verdict: Verdict): void
}

/** One error budget for all processes. `decision`: names the weights, whose chances are not those of others. */
export function createSharedBudget(options: {
  lists: SharedLists
  clock: Pick<Clock, 'now'>
  background: Background
  count: Count
  budget: ErrorBudget
  decision: string
}): SharedBudget {
  const { lists, clock, background, count, budget, decision } = options
  const list = listOf(decision)
  const known = new Set<string>()
  let [since, readAt] = [0, Number.NEGATIVE_INFINITY]
  const take = (pair: string, verdict: Verdict): boolean => {
    if (known.has(pair)) return false
    known.add(pair)
    const wasOpen = budget.figures().isOpen
    budget.record(verdict)
    if (wasOpen && !budget.figures().isOpen) count('semantic_shut')
    return true
  }
  return {
    threshold: budget.threshold,
    async catchUp() {
      if (clock.now() - readAt < CATCH_UP_EVERY_MS) return
      readAt = clock.now()
      const from = { since: Math.max(0, since - OVERLAP_MS), limit: READ_AT_MOST }
      for (const { id, at, value } of await lists.read(list, from).catch(() => [])) {
        since = Math.max(since, at)
        take(id, value as Verdict)
      }
    },
    record(pair, verdict) {
      if (!take(pair, verdict)) return
      if (verdict.served) count(verdict.isRight ? 'semantic_right' : 'semantic_wrong')
      const row = { at: clock.now(), id: pair, value: verdict }
      const expiresAt = clock.now() + KEPT_MS
      background.add(lists.append(list, row, { expiresAt }).catch(() => undefined))
    },
  }
}
