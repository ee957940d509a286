import { beforeAll, beforeEach, describe } from 'vitest'
import type {
  AnswerAddress,
  AnswerLog,
  FillFacts,
  LogRow,
  SealedAnswer,
} from '../../shared/ports/answer-log.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

export type SuiteEvent = { type: string; text?: string }
export type MakeAnswerLog = (options: { clock: Clock }) => Promise<AnswerLog<SuiteEvent>>

export const START_MS = 1_800_000_000_000
export const DAY_MS = 86_400_000

export const delta = (text: string): SuiteEvent => ({ type: 'delta', text })
export const events = (first: number, ...texts: string[]): LogRow<SuiteEvent> => ({
  kind: 'events',
  first,
  events: texts.map(delta),
})

export const FACTS: FillFacts = {
  retrievedAt: START_MS - 1_000,
  freshness: 'recent',
  degraded: false,
  collections: { 'tenant:acme': 3 },
  passages: 'abc',
}

/** An answer of one event; fresh for an hour and servable for two from the suite's first instant. */
export const sealed = (
  fence: number,
  text: string,
  facts: Partial<FillFacts> = {},
): SealedAnswer<SuiteEvent> => ({
  fence,
  fill: 4,
  facts: { ...FACTS, ...facts },
  freshUntil: START_MS + 3_600_000,
  staleUntil: START_MS + 7_200_000,
  events: [delta(text)],
})

/** Text that gzip makes little of. */
export function noise(seed: number, length: number): string {
  const random = createSeededRandom(seed)
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random() * 90))).join('')
}

export type SuiteState = {
  log: AnswerLog<SuiteEvent>
  /** A key that no other test has. */
  address: AnswerAddress
  /** What the store's clock says, ms since the epoch. */
  nowMs: number
}

/** A suite over one store, whose clock each test sets; every test has a key of its own. */
export function describeLog(name: string, make: MakeAnswerLog, tests: (state: SuiteState) => void): void {
  describe(name, () => {
    const state = { nowMs: START_MS } as SuiteState
    let keys = 0
    beforeAll(async () => {
      state.log = await make({ clock: { now: () => state.nowMs, sleep: async () => undefined } })
    })
    beforeEach(() => {
      state.nowMs = START_MS
      keys += 1
      state.address = { scope: 'public', key: `key${keys}` }
    })
    tests(state)
  })
}
