import { checkSchedule } from './check.ts'
import { type FaultRates, NO_FAULTS } from './faulty-store.ts'
import { createReaders } from './readers.ts'
import { createSteps, type StepWeights } from './steps.ts'
import { createWorld, type Mutation, START_MS } from './world.ts'

const DAY_MS = 25 * 3_600_000
/** All that was begun has to end by then, after the last step. */
const ENDS_WITHIN_MS = 400_000
const EVENTS_AT_MOST = 150_000

export type Outcome = {
  seed: number
  violations: string[]
  lines: string[]
  takeovers: number
  attempts: number
  calls: number
  readings: number
  completed: number
  purges: number
  /** Readings that were given an expired answer instead of a failure. */
  madeUp: number
}

const ASKING: StepWeights = {
  ...{ ask: 10, askMany: 6, maxAge: 2, bypass: 1, only: 1, unstored: 0.5, defer: 2, resume: 4 },
  ...{ cancel: 0, purgeAnswer: 0, purgeSource: 0, kill: 0, pause: 0, cut: 0, newDocuments: 0 },
}
const FAULTS: FaultRates = { refused: 0.02, lost: 0.02, twice: 0.03, late: 0.03 }
const DUPLICATES: FaultRates = { refused: 0, lost: 0, twice: 0.05, late: 0.05 }

/** Kinds of schedules: what goes wrong in them, so that each is found alone and with all others. */
const KINDS: readonly { weights: StepWeights; rates: FaultRates }[] = [
  { weights: { ...ASKING, newDocuments: 1 }, rates: NO_FAULTS },
  { weights: { ...ASKING, kill: 3 }, rates: DUPLICATES },
  { weights: { ...ASKING, pause: 3 }, rates: NO_FAULTS },
  { weights: { ...ASKING, kill: 1, pause: 2, cut: 1, resume: 8 }, rates: FAULTS },
  { weights: { ...ASKING, cancel: 8, defer: 4 }, rates: DUPLICATES },
  { weights: { ...ASKING, purgeAnswer: 3, purgeSource: 6 }, rates: NO_FAULTS },
  { weights: { ...ASKING, purgeAnswer: 2, purgeSource: 4, kill: 2, pause: 2, resume: 8 }, rates: DUPLICATES },
  {
    weights: {
      ...ASKING,
      cancel: 3,
      purgeAnswer: 1,
      purgeSource: 3,
      kill: 2,
      pause: 2,
      cut: 2,
      newDocuments: 1,
    },
    rates: FAULTS,
  },
]

/** One seeded schedule, from its first step to when nothing is left to do. */
export async function runSchedule(
  seed: number,
  { mutation = {}, isTraced = false }: { mutation?: Mutation; isTraced?: boolean } = {},
): Promise<Outcome> {
  const { weights, rates } = KINDS[seed % KINDS.length] as (typeof KINDS)[number]
  const lives = [5_000, 20_000, 60_000]
  const freshMs = lives[Math.floor(seed / KINDS.length) % 3] as number
  // Where an answer is soon of no use, failures are made up for with what has expired.
  const staleMs = Math.floor(seed / KINDS.length / lives.length) % 2 === 0 ? 30_000 : 500
  const world = createWorld({ seed, rates, freshMs, staleMs, mutation, isTraced })
  const { time, between, pick } = world
  for (let n = 3 + (seed % 2); n > 0; n -= 1) world.addProcess()
  const readers = createReaders(world)
  const { steps, purges, keyOf } = createSteps(world, readers)
  world.onRun = (run, key) => keyOf.set(run, key)

  const bag = Object.entries(weights).flatMap(([name, weight]) => Array(Math.round(weight * 2)).fill(name))
  let at = 0
  const count = 6 + Math.floor(between(0, 12))
  for (let n = 0; n < count; n += 1) {
    // Much happens at once, and sometimes nothing for so long that leases run out.
    at += world.random() < 0.15 ? between(5_000, 25_000) : between(0, 3_000)
    if (world.random() < 0.01) at += DAY_MS
    time.after(at, () => steps[n === 0 ? 'askMany' : (pick(bag) as keyof StepWeights)]())
  }
  const ended = await time.run({ untilMs: START_MS + at + ENDS_WITHIN_MS, eventsAtMost: EVENTS_AT_MOST })
  if (ended !== 'idle') world.violate(`3: the schedule does not come to an end (${ended})`)
  checkSchedule(world, readers.records, purges)
  const attempts = [...world.history.attempts.values()]
  return {
    ...{ seed, violations: world.violations, lines: world.lines, attempts: attempts.length },
    takeovers: attempts.filter(({ isTakeover }) => isTakeover).length,
    calls: world.calls.length,
    readings: readers.records.length,
    completed: readers.records.filter(({ told }) => {
      const last = told.at(-1)?.read
      return last?.kind === 'event' && last.event.type === 'done'
    }).length,
    purges: purges.length,
    madeUp: readers.records.filter(({ told }) =>
      told.some(({ read }) => read.kind === 'restart' && read.reason === 'failed'),
    ).length,
  }
}

/** Runs the schedules of some seeds; stops at the first that breaks a statement, and replays it with a trace. */
export async function findBroken(options: {
  from: number
  count: number
  mutation?: Mutation
}): Promise<{ totals: Record<string, number>; broken: Outcome | undefined }> {
  const { from, count, mutation = {} } = options
  const totals: Record<string, number> = {}
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await runSchedule(seed, { mutation })
    for (const [name, value] of Object.entries(outcome)) {
      if (name !== 'seed' && typeof value === 'number') totals[name] = (totals[name] ?? 0) + value
    }
    if (outcome.violations.length > 0) {
      return { totals, broken: await runSchedule(seed, { mutation, isTraced: true }) }
    }
  }
  return { totals, broken: undefined }
}

export const report = ({ seed, violations, lines }: Outcome): string =>
  [`SEED=${seed} breaks:`, ...violations, '', ...lines.slice(-250)].join('\n')
