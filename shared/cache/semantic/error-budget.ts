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
/**
 * One-sided bounds, and the share of the budget that they may use. `proven`: to open, and while the account has nothing
 * in hand. `inHand`: while it can bear a wrong answer; the account, not the bound, then keeps the budget.
 */
const RULES = { proven: { confidence: 0.9, share: 1 }, inHand: { confidence: 0.69, share: 1.3 } } as const
/** Of the bound in the figures. */
const TOLD_CONFIDENCE = 0.95
/** Wrong answers that the account has to be able to bear for the rule `inHand`. */
const BEARABLE = 0.5
/** No bound is believed on fewer verdicts than in which so many wrong ones were allowed. */
const LEAST_ALLOWED = 6
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
 * may be none, and then the layer is shut and goes on learning from what is looked at unserved. While the hits so
 * far were better than they had to be, it may be lower, until that is used up. Known only by verdicts of the pool, an
 * entry may hit at once; wrong answers of its own raise its own threshold.
 */
export function createErrorBudget({
  maxWrong,
  calibration = [],
  atFirst = null,
}: {
  maxWrong: number
  /** The threshold until enough is known for a bound, or more above it was wrong than may be; null: shut until then. */
  atFirst?: number | null
  calibration?: readonly Pick<Verdict, 'chance' | 'isRight'>[]
}): ErrorBudget {
  let seen = new Uint32Array(CELLS)
  let wrong = new Uint32Array(CELLS)
  const raised = new Map<string, number>()
  const account = { served: 0, wrong: 0 }
  let open: ReturnType<typeof lowestWithin> = null
  let trusted = atFirst
  const aboveTrusted = { seen: 0, wrong: 0 }
  const lowest = () => (open ? toChance(LEAST + WIDTH * open.from) : trusted)

  const count = ({ chance, isRight }: Pick<Verdict, 'chance' | 'isRight'>) => {
    const cell = cellOf(chance)
    seen[cell] = (seen[cell] ?? 0) + 1
    if (!isRight) wrong[cell] = (wrong[cell] ?? 0) + 1
  }
  const settle = () => {
    const { confidence, share } =
      maxWrong * account.served - account.wrong >= BEARABLE ? RULES.inHand : RULES.proven
    open = lowestWithin(seen, wrong, { most: maxWrong * share, confidence, least: LEAST_ALLOWED / maxWrong })
  }
  const restart = (points: readonly Pick<Verdict, 'chance' | 'isRight'>[]) => {
    seen = new Uint32Array(CELLS)
    wrong = new Uint32Array(CELLS)
    for (const point of points) count(point)
    settle()
  }
  const checkTrust = ({ chance, isRight }: Verdict) => {
    if (trusted === null || chance < trusted) return
    aboveTrusted.seen += 1
    if (!isRight) aboveTrusted.wrong += 1
    if (aboveTrusted.wrong > maxWrong * aboveTrusted.seen) trusted = null
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
      checkTrust(verdict)
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
      upper: open ? upperBound(open.failures, open.trials, TOLD_CONFIDENCE) : 1,
    }),
  }
}

/** The lowest cell from which on, counted from the top, every bound holds; null: none does. */
function lowestWithin(
  seen: Uint32Array,
  wrong: Uint32Array,
  { most, confidence, least }: { most: number; confidence: number; least: number },
): { from: number; trials: number; failures: number } | null {
  let [trials, failures] = [0, 0]
  let found: { from: number; trials: number; failures: number } | null = null
  for (let cell = CELLS - 1; cell >= 0; cell -= 1) {
    if (seen[cell] === 0) continue
    trials += seen[cell] ?? 0
    failures += wrong[cell] ?? 0
    if (trials >= least && isWithin(most, { failures, trials, confidence }))
      found = { from: cell, trials, failures }
  }
  return found
}
