import { beforeEach, describe, expect, it } from 'vitest'
import { createBackground } from '../../../../shared/cache/background.ts'
import { createNeighbours } from '../../../../shared/cache/semantic/create-neighbours.ts'
import type { Model } from '../../../../shared/cache/semantic/model.ts'
import { createMemoryDeps } from '../../../support/cache-deps.ts'
import { createMemorySharedLists } from '../../../support/memory-shared-lists.ts'

/** One split, on the share of aligned telling words (feature 2). */
const forest = { bias: 0, trees: [{ feature: [2], threshold: [0.9], leaf: [-3, 3] }] }
const model: Model = {
  forests: { latin: forest, han: forest },
  vocabulary: { idf: new Map(), rarest: 5, weights: new Map() },
  calibration: { latin: { slope: 1, offset: 0 }, han: { slope: 1, offset: 0 } },
  threshold: 0.9,
}
const KEPT = 'How do I enable dark mode?'
const ASKED = 'How can I enable dark mode?'
const CHANCE = 0.953

describe('looking at semantic hits later', () => {
  let deps: ReturnType<typeof createMemoryDeps>
  let lists: ReturnType<typeof createMemorySharedLists>
  beforeEach(() => {
    deps = createMemoryDeps()
    lists = createMemorySharedLists(deps)
  })
  /** One process: `says` of the model, `sampled` of the hits. */
  function create({ says = null as boolean | null, sampled = true, threshold = 0.9 } = {}) {
    const background = createBackground()
    const compared: string[][] = []
    const recorded: object[] = []
    const neighbours = createNeighbours<string, { question: string }>({
      ...{ lists, clock: deps.clock, background, model },
      random: () => (sampled ? 0 : 0.999),
      budget: {
        threshold: () => threshold,
        catchUp: async () => undefined,
        record: (_pair, verdict) => recorded.push(verdict),
      },
      compare: async (asked, given, reader) => {
        expect(reader).toBe('ann')
        compared.push([asked, given])
        return says
      },
      placeOf: ({ question }) => ({ list: { scope: 'public', name: 'l' }, question }),
      isWorthKeeping: () => true,
    })
    const orderOf = (question: string, key: string) => ({
      ...{ request: { question }, collections: {} },
      address: { scope: 'public', key },
    })
    return {
      compared,
      recorded,
      async keep(question: string, key: string) {
        const facts = { retrievedAt: 0, freshness: 'evergreen' as const, collections: {}, passages: null }
        neighbours.keep(
          { question },
          {
            ...{ events: ['end'], fill: 7, facts: { ...facts, degraded: false } },
            address: { scope: 'public', key, fence: 8 },
            freshUntil: deps.clock.at + 600_000,
          },
        )
        await background.settled()
      },
      async find(question: string, key = 'asked') {
        const found = await neighbours.find(orderOf(question, key), async () => true, { reader: 'ann' })
        await background.settled()
        return found?.match
      },
      async judge(by: string, isSame: boolean) {
        const target = { scope: 'public', key: 'kept', fence: 8, fill: 7 }
        const match = { question: KEPT, similarity: CHANCE }
        neighbours.judge(orderOf(ASKED, 'asked'), { target, match, by, isSame })
        await background.settled()
      },
    }
  }

  it('makes what a model approves an alias, on every process', async () => {
    const [one, two] = [create({ says: true }), create({ threshold: 2 })]
    await one.keep(KEPT, 'kept')
    expect(await one.find(ASKED)).toEqual({ question: KEPT, similarity: CHANCE })
    expect(one.compared).toEqual([[ASKED, KEPT]])
    expect(one.recorded).toEqual([
      { chance: expect.closeTo(CHANCE, 3), served: true, isRight: true, entry: 'kept' },
    ])
    expect(await one.find(ASKED)).toEqual({ question: KEPT, similarity: 1 })
    expect(await two.find(ASKED)).toEqual({ question: KEPT, similarity: 1 })
  })

  it('never serves again what a model rejects', async () => {
    const [one, two] = [create({ says: false }), create()]
    await one.keep(KEPT, 'kept')
    expect(await one.find(ASKED)).toBeDefined()
    expect(one.recorded).toMatchObject([{ served: true, isRight: false }])
    expect(await one.find(ASKED)).toBeUndefined()
    expect(await two.find(ASKED)).toBeUndefined()
    expect(await two.find('How could I enable dark mode?', 'other')).toBeDefined()
  })

  it('looks at what the budget turned down, but not at what the weights did', async () => {
    const one = create({ says: true, threshold: 2 })
    await one.keep(KEPT, 'kept')
    expect(await one.find('How do I disable dark mode?', 'opposite')).toBeUndefined()
    expect(one.compared).toEqual([])
    expect(await one.find(ASKED)).toBeUndefined()
    expect(one.recorded).toMatchObject([{ served: false, isRight: true }])
    expect(await one.find(ASKED)).toEqual({ question: KEPT, similarity: 1 })
  })

  it('looks at a sample of the hits, and at one pair in five seconds', async () => {
    const rare = create({ says: true, sampled: false })
    await rare.keep(KEPT, 'kept')
    expect(await rare.find(ASKED)).toBeDefined()
    expect(rare.compared).toEqual([])
    const one = create({ says: null })
    await one.keep(KEPT, 'kept')
    for (const pass of [0, 4_999, 1]) {
      deps.pass(pass)
      await one.find(ASKED)
    }
    expect(one.compared).toHaveLength(2)
    expect(one.recorded).toEqual([])
  })

  it('takes two callers, not one, to bury a pair', async () => {
    const one = create()
    await one.keep(KEPT, 'kept')
    await one.judge('u1', false)
    await one.judge('u1', false)
    expect(await one.find(ASKED)).toBeDefined()
    await one.judge('u2', false)
    expect(await one.find(ASKED)).toBeUndefined()
    expect(one.recorded).toEqual([{ chance: CHANCE, served: true, isRight: false, entry: 'kept' }])
  })
})
