import { isWithin, upperBound } from '../../lib/upper-bound.ts'

export type Verdict = {
  /** The chance that the decision told. */
  chance: number
  isRight: boolean
  /** Id of the entry whose answer was, or would have been, served. */
  entry: string
  /** False: it was looked at without being served (a near miss, or while the layer was shut). */
  served: boolean
}

export type ErrorBudget = {
  /** From which chance on this entry's answer is served; above 1 while the layer is shut. */
  threshold(entry: string): number
  record(verdict: Verdict): void
  /** The decision is another one (new weights, another encoder): what was learned about its chances is void. */
  restart(calibration?: readonly Pick<Verdict, 'chance' | 'isRight'>[]): void
  figures(): BudgetFigures
}

export type BudgetFigures = {
  isOpen: boolean
  /** Null while shut. */
  threshold: number | null
  /** Hits with a verdict, and those of them that were wrong. */
  served: number
  wrong: number
  /** One-sided upper bound on the share of wrong hits at the threshold; 1 when nothing is known. */
  upper: number
}

const SHUT = 2
const CELLS = 48
const [LEAST, WIDTH] = [-2, 0.25]
/** One-sided. Looked at again and again, so more than the 95 percent that are claimed. */
const CONFIDENCE = 0.97
/** Share of the budget that the bound may use while the account is in order, and while it is not. */
const [USUAL, STRICT] = [0.85, 0.35]
/** Share of the budget from which the account is no longer in order. */
const OVERDRAWN = 0.8
/** Log odds by which one wrong answer of an entry raises its own threshold, and a right one lowers it again. */
const [RAISED, LOWERED] = [2, 0.25]
const MOST_ENTRIES = 20_000

const logOdds = (chance: number): number => Math.log(Math.max(1e-9, chance) / Math.max(1e-9, 1 - chance))
const toChance = (odds: number): number => 1 / (1 + Math.exp(-odds))
const cellOf = (chance: number): number =>
  Math.max(0, Math.min(CELLS - 1, Math.floor((logOdds(chance) - LEAST) / WIDTH)))

/**
 * Keeps the share of wrong hits under `maxWrong` (0.005 is 0.5 percent). The threshold is the lowest one whose
 * verdicts, those of `calibration` included, bound the share of wrong ones from above within the budget; there
 * may be none, and then the layer is shut and goes on learning from what is looked at unserved. Known only by
 * verdicts of the pool, an entry may hit at once; wrong answers of its own raise its own threshold.
 */
export function createErrorBudget({
  maxWrong,
  calibration = [],
  atFirst = null,
}: {
  maxWrong: number
  /** The threshold until enough is known for a bound, or something was wrong; null: shut until then. */
  atFirst?: number | null
  calibration?: readonly Pick<Verdict, 'chance' | 'isRight'>[]
}): ErrorBudget {
  let seen = new Uint32Array(CELLS)
  let wrong = new Uint32Array(CELLS)
  const raised = new Map<string, number>()
  const account = { served: 0, wrong: 0 }
  let open: ReturnType<typeof lowestWithin> = null
  let trusted = atFirst
  const lowest = () => (open ? toChance(LEAST + WIDTH * open.from) : trusted)

  const count = ({ chance, isRight }: Pick<Verdict, 'chance' | 'isRight'>) => {
    const cell = cellOf(chance)
    seen[cell] = (seen[cell] ?? 0) + 1
    if (!isRight) wrong[cell] = (wrong[cell] ?? 0) + 1
  }
  const settle = () => {
    const isTight = account.wrong > maxWrong * OVERDRAWN * account.served
    open = lowestWithin(seen, wrong, maxWrong * (isTight ? STRICT : USUAL))
  }
  const restart = (points: readonly Pick<Verdict, 'chance' | 'isRight'>[]) => {
    seen = new Uint32Array(CELLS)
    wrong = new Uint32Array(CELLS)
    for (const point of points) count(point)
    settle()
  }
  const raise = (entry: string, by: number) => {
    const odds = Math.max(0, (raised.get(entry) ?? 0) + by)
    raised.delete(entry)
    if (odds > 0) raised.set(entry, odds)
    const [oldest] = raised.size > MOST_ENTRIES ? raised.keys() : []
    if (oldest !== undefined) raised.delete(oldest)
  }
  restart(calibration)

  return {
    threshold(entry) {
      const from = lowest()
      return from === null ? SHUT : toChance(logOdds(from) + (raised.get(entry) ?? 0))
    },
    record(verdict) {
      count(verdict)
      if (!verdict.isRight && verdict.chance >= (trusted ?? SHUT)) trusted = null
      raise(verdict.entry, verdict.isRight ? -LOWERED : RAISED)
      if (verdict.served) {
        account.served += 1
        if (!verdict.isRight) account.wrong += 1
      }
      settle()
    },
    restart: (points = []) => restart(points),
    figures: () => ({
      isOpen: lowest() !== null,
      threshold: lowest(),
      ...account,
      upper: open ? upperBound(open.failures, open.trials, CONFIDENCE) : 1,
    }),
  }
}

/** The lowest cell from which on, counted from the top, every bound holds; null: none does. */
function lowestWithin(
  seen: Uint32Array,
  wrong: Uint32Array,
  most: number,
): { from: number; trials: number; failures: number } | null {
  let [trials, failures] = [0, 0]
  let found: { from: number; trials: number; failures: number } | null = null
  for (let cell = CELLS - 1; cell >= 0; cell -= 1) {
    if (seen[cell] === 0) continue
    trials += seen[cell] ?? 0
    failures += wrong[cell] ?? 0
    if (isWithin(most, { failures, trials, confidence: CONFIDENCE })) found = { from: cell, trials, failures }
  }
  return found
}
