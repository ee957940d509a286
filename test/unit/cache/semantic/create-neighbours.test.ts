import { beforeEach, describe, expect, it } from 'vitest'
import { createBackground } from '../../../../shared/cache/background.ts'
import { createNeighbours, type Place } from '../../../../shared/cache/semantic/create-neighbours.ts'
import type { DenseSearch } from '../../../../shared/cache/semantic/dense-search.ts'
import type { Model } from '../../../../shared/cache/semantic/model.ts'
import type { SemanticEntry } from '../../../../shared/ports/vector-index.ts'
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

type Request = { question: string; scope?: string }

describe('neighbours in shared lists', () => {
  let deps: ReturnType<typeof createMemoryDeps>
  let lists: ReturnType<typeof createMemorySharedLists>
  let keys = 0
  beforeEach(() => {
    deps = createMemoryDeps()
    lists = createMemorySharedLists(deps)
  })
  /** One process of them. */
  function create({ threshold = 0.9, dense }: { threshold?: number; dense?: DenseSearch } = {}) {
    const background = createBackground()
    const neighbours = createNeighbours<string, Request>({
      ...{ lists, clock: deps.clock, background, model, dense },
      budget: { threshold: () => threshold, catchUp: async () => undefined, record: () => undefined },
      placeOf: ({ question, scope = 'public' }, collections): Place | null =>
        question === '' ? null : { list: { scope, name: JSON.stringify(collections) }, question },
      isWorthKeeping: (events) => !events.includes('nothing found'),
    })
    const orderOf = (request: Request, key = '0', collections = {}) => ({
      ...{ request, collections },
      address: { scope: request.scope ?? 'public', key },
    })
    return {
      orderOf,
      async keep(request: Request, more: { events?: string[]; degraded?: boolean; key?: string } = {}) {
        keys += 1
        const { events = ['end'], degraded = false, key = `a${keys}` } = more
        const facts = { retrievedAt: 0, freshness: 'evergreen' as const, collections: {}, passages: null }
        neighbours.keep(request, {
          ...{ events, fill: 7, facts: { ...facts, degraded } },
          address: { scope: request.scope ?? 'public', key, fence: 8 },
          freshUntil: deps.clock.at + 60_000,
        })
        await background.settled()
      },
      async find(request: Request | string, servable = true, order?: ReturnType<typeof orderOf>) {
        const asked = typeof request === 'string' ? { question: request } : request
        return neighbours.find(order ?? orderOf(asked), async () => servable, { reader: 'ann' })
      },
    }
  }
  const ENABLE = 'How do I enable dark mode?'

  it('finds what this process and what others have kept, once a second', async () => {
    const [one, two] = [create(), create()]
    expect(await two.find(ENABLE)).toBeUndefined()
    await one.keep({ question: ENABLE }, { key: 'ab' })
    const expected = {
      target: { scope: 'public', key: 'ab', fence: 8, fill: 7 },
      match: { question: ENABLE, similarity: 0.953 },
    }
    expect(await one.find('How can I enable dark mode?')).toEqual(expected)
    expect(await two.find('How can I enable dark mode?')).toBeUndefined()
    deps.pass(1_000)
    expect(await two.find('How can I enable dark mode?')).toEqual(expected)
    expect(lists.reads).toBe(3)
  })

  it('finds nothing that is opposite, expired, or the question’s own', async () => {
    const one = create()
    await one.keep({ question: ENABLE }, { key: 'ab' })
    expect(await one.find('How do I disable dark mode?')).toBeUndefined()
    const own = one.orderOf({ question: ENABLE }, 'ab')
    expect(await one.find(ENABLE, true, own)).toBeUndefined()
    deps.pass(60_000)
    expect(await one.find(ENABLE)).toBeUndefined()
  })

  it('never crosses a scope or another version of the documents', async () => {
    const one = create()
    await one.keep({ question: ENABLE, scope: 'tenant:a' })
    expect(await one.find({ question: ENABLE, scope: 'tenant:b' })).toBeUndefined()
    const newer = one.orderOf({ question: ENABLE, scope: 'tenant:a' }, '0', { 'tenant:a': 2 })
    expect(await one.find(ENABLE, true, newer)).toBeUndefined()
    expect(await one.find({ question: ENABLE, scope: 'tenant:a' })).toBeDefined()
  })

  it('keeps no answer that is degraded, beside the cache, empty, or without a place', async () => {
    const one = create()
    await one.keep({ question: ENABLE }, { degraded: true })
    await one.keep({ question: ENABLE }, { key: 'ab~cd' })
    await one.keep({ question: ENABLE }, { events: ['nothing found', 'end'] })
    await one.keep({ question: '' })
    expect(await one.find(ENABLE)).toBeUndefined()
    expect(await one.find('')).toBeUndefined()
  })

  it('forgets what cannot be served', async () => {
    const one = create()
    await one.keep({ question: ENABLE })
    expect(await one.find(ENABLE, false)).toBeUndefined()
    expect(await one.find(ENABLE)).toBeUndefined()
  })

  it('takes a store that fails for a miss, and asks it again', async () => {
    const [one, two] = [create(), create()]
    await one.keep({ question: ENABLE })
    lists.failure = new Error('gone')
    expect(await two.find(ENABLE)).toBeUndefined()
    await one.keep({ question: 'Who wrote Hamlet?' })
    lists.failure = undefined
    deps.pass(1_000)
    expect(await two.find(ENABLE)).toBeDefined()
  })

  it('finds nothing while the budget is shut', async () => {
    const one = create({ threshold: 2 })
    await one.keep({ question: ENABLE })
    expect(await one.find(ENABLE)).toBeUndefined()
  })

  it('decides on candidates by meaning too, those of other processes as well, when words alone find none', async () => {
    const kept = new Map<string, SemanticEntry>()
    const calls: string[] = []
    const dense: DenseSearch = {
      async nearest(partition, { question }) {
        calls.push(question)
        return [...kept.values()].filter((entry) => entry.partition === partition)
      },
      keep: async () => ({ encoder: 'test', bytes: 'AAAA' }),
      take(entry, vector) {
        if (vector?.bytes === 'AAAA') kept.set(entry.id, entry)
      },
      remove: (_, id) => void kept.delete(id),
    }
    const [one, two] = [create({ dense }), create({ dense })]
    await one.keep({ question: ENABLE }, { key: 'ab' })
    expect((await two.find('How can I enable dark mode?'))?.target.key).toBe('ab')
    expect(kept.size).toBe(1)
    // Found by meaning alone, and refused by what was found: the decision is on the pair.
    expect(await two.find('Where is the moon?')).toBeUndefined()
    expect(calls).toEqual(['How can I enable dark mode?', 'Where is the moon?'])
    expect(await two.find('How can I enable dark mode?', false)).toBeUndefined()
    expect(kept.size).toBe(0)
  })
})
