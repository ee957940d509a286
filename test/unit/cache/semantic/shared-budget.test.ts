import { beforeEach, describe, expect, it } from 'vitest'
import { createBackground } from '../../../../shared/cache/background.ts'
import { createErrorBudget } from '../../../../shared/cache/semantic/error-budget.ts'
import { createSharedBudget } from '../../../../shared/cache/semantic/shared-budget.ts'
import { createMemoryDeps } from '../../../support/cache-deps.ts'
import { createMemorySharedLists } from '../../../support/memory-shared-lists.ts'

describe('an error budget of several processes', () => {
  let deps: ReturnType<typeof createMemoryDeps>
  let lists: ReturnType<typeof createMemorySharedLists>
  beforeEach(() => {
    deps = createMemoryDeps()
    lists = createMemorySharedLists(deps)
  })
  function create(decision = 'weights 1') {
    const counts: Record<string, number> = {}
    const background = createBackground()
    const budget = createSharedBudget({
      ...{ lists, clock: deps.clock, background, decision },
      count: (name, by = 1) => {
        counts[name] = (counts[name] ?? 0) + by
      },
      budget: createErrorBudget({ maxWrong: 0.005, atFirst: 0.995 }),
    })
    return { ...budget, counts, settled: () => background.settled() }
  }
  const WRONG = { chance: 0.999, isRight: false, entry: 'e', served: true }

  it('is shut for all of them by a wrong answer that one has served', async () => {
    const [one, two] = [create(), create()]
    await two.catchUp()
    expect([one.threshold('x'), two.threshold('x')]).toEqual([expect.closeTo(0.995), expect.closeTo(0.995)])
    one.record('pair 1', WRONG)
    await one.settled()
    expect(one.threshold('x')).toBeGreaterThan(1)
    expect(one.counts).toEqual({ semantic_shut: 1, semantic_wrong: 1 })
    await two.catchUp()
    expect(two.threshold('x')).toBeCloseTo(0.995)
    deps.pass(10_000)
    await two.catchUp()
    expect(two.threshold('x')).toBeGreaterThan(1)
    expect(two.counts).toEqual({ semantic_shut: 1 })
    const later = create()
    await later.catchUp()
    expect(later.threshold('x')).toBeGreaterThan(1)
  })

  it('counts a pair once, and what was only looked at as no hit', async () => {
    const one = create()
    one.record('pair 1', { ...WRONG, isRight: true })
    one.record('pair 1', { ...WRONG, isRight: true })
    one.record('pair 2', { ...WRONG, isRight: true, served: false })
    expect(one.counts).toEqual({ semantic_right: 1 })
  })

  it('knows nothing of the chances that other weights told', async () => {
    const one = create()
    one.record('pair 1', WRONG)
    await one.settled()
    const other = create('weights 2')
    await other.catchUp()
    expect(other.threshold('x')).toBeCloseTo(0.995)
  })

  it('goes on with what it knows while the store fails', async () => {
    const one = create()
    lists.failure = new Error('gone')
    await one.catchUp()
    one.record('pair 1', WRONG)
    await one.settled()
    expect(one.threshold('x')).toBeGreaterThan(1)
  })
})
