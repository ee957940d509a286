import { expect, it } from 'vitest'
import { findBroken, report, runSchedule } from './run-schedule.ts'

const BATCHES = 20
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 10_000)
/** Replays one schedule with its trace. */
const SEED = process.env['SEED']

const perBatch = Math.ceil(SCHEDULES / BATCHES)

it.runIf(SEED)(`holds in schedule ${SEED}`, async () => {
  const outcome = await runSchedule(Number(SEED), { isTraced: true })
  expect(outcome.violations, report(outcome)).toEqual([])
})

it.skipIf(SEED).each(Array.from({ length: BATCHES }, (_, batch) => 1 + batch * perBatch))(
  `holds in ${perBatch} schedules from %i on`,
  async (from) => {
    const { totals, broken } = await findBroken({ from, count: perBatch })
    expect(broken === undefined ? '' : report(broken)).toBe('')
    expect(totals['completed']).toBeGreaterThan(perBatch)
    // Where nothing is taken over or purged, nothing is proved.
    expect(totals['takeovers']).toBeGreaterThan(perBatch / 20)
    expect(totals['purges']).toBeGreaterThan(perBatch / 5)
    expect(totals['madeUp']).toBeGreaterThan(0)
  },
)
