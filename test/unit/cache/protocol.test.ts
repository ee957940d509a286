import { expect, it } from 'vitest'
import { findBroken, report } from '../../sim/protocol/run-schedule.ts'

it('keeps what the protocol promises in 200 schedules of kills, pauses, faults, cancels and purges', async () => {
  const { totals, broken } = await findBroken({ from: 1, count: 200 })
  expect(broken === undefined ? '' : report(broken)).toBe('')
  expect(totals['takeovers']).toBeGreaterThan(10)
})
