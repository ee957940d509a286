import { expect, it } from 'vitest'
import { MUTANTS } from './mutants.ts'
import { findBroken } from './run-schedule.ts'

/** The slowest is found after about 1,400. */
const SCHEDULES = 3_000

it.each(Object.entries(MUTANTS))('is broken when %s', async (_, mutation) => {
  const { broken } = await findBroken({ from: 1, count: SCHEDULES, mutation })
  expect(broken?.violations.length ?? 0).toBeGreaterThan(0)
})
