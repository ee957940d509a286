const STEPS = 30

/**
 * The share of failures that is not exceeded with the given one-sided confidence, after `failures` in `trials`
 * (Clopper and Pearson 1934). 1 when nothing was tried.
 */
export function upperBound(failures: number, trials: number, confidence: number): number {
  if (trials === 0 || failures >= trials) return 1
  let [low, high] = [failures / trials, 1]
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2
    if (atMost(failures, trials, middle) > 1 - confidence) low = middle
    else high = middle
  }
  return high
}

/** Whether `upperBound` is at most `share`, at the price of one of its steps. */
export function isWithin(
  share: number,
  { failures, trials, confidence }: { failures: number; trials: number; confidence: number },
): boolean {
  return failures < share * trials && atMost(failures, trials, share) <= 1 - confidence
}

/** The chance of at most `failures` in `trials`. */
function atMost(failures: number, trials: number, share: number): number {
  let term = trials * Math.log1p(-share)
  let sum = Math.exp(term)
  const odds = Math.log(share) - Math.log1p(-share)
  for (let count = 1; count <= failures; count += 1) {
    term += Math.log((trials - count + 1) / count) + odds
    sum += Math.exp(term)
  }
  return sum
}
