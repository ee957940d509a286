import { beforeEach, describe, expect, it } from 'vitest'
import type { FillRequest } from '../../../shared/answer/request.ts'
import { createTopQuestions } from '../../../shared/answer/top-questions.ts'
import type { SealedAnswer } from '../../../shared/ports/answer-log.ts'
import { createMemorySharedLists } from '../../support/memory-shared-lists.ts'

const NOON = Date.parse('2027-01-15T12:00:00Z')
const HOUR_MS = 3_600_000
const RANGE = { from: NOON - HOUR_MS, to: NOON + 10 * HOUR_MS }

const clock = { at: NOON, now: () => clock.at, sleep: async () => undefined }
let answers: Map<string, SealedAnswer<unknown> | { purged: true; fence: number }>
let lists: ReturnType<typeof createMemorySharedLists>

beforeEach(() => {
  clock.at = NOON
  lists = createMemorySharedLists({ clock })
  answers = new Map(['tides', 'moon', 'sun'].map((key) => [key, sealed()]))
})

const sealed = (): SealedAnswer<unknown> => ({
  ...{ fence: 7, fill: 7, events: [], freshUntil: NOON + HOUR_MS, staleUntil: NOON + 2 * HOUR_MS },
  facts: { retrievedAt: NOON - 60_000, freshness: 'news', degraded: false, collections: {}, passages: null },
})

const create = (owner = 'one') =>
  createTopQuestions({ lists, clock, owner, log: { readAnswer: async ({ key }) => answers.get(key) } })

const asked = (key: string, { scope = 'public', question = `About ${key}?`, kind = 'question' } = {}) => ({
  address: { scope, key },
  request: { kind, question } as unknown as FillRequest,
  collections: {},
})
const HIT = { state: 'hit' as const }

describe('the questions read most', () => {
  it('are those whose answers were read without being made again, most read first', async () => {
    const top = create()
    for (const state of ['miss', 'bypass', 'hit'] as const) top.count({ state }, asked('moon'))
    for (const state of ['stale', 'coalesced', 'hit'] as const) top.count({ state }, asked('tides'))
    expect(await top.read(RANGE)).toEqual([
      {
        answer: expect.stringMatching(/^ans_/),
        question: 'About tides?',
        hits: 3,
        age_s: 60,
        freshness: 'news',
        is_stale: false,
      },
      expect.objectContaining({ question: 'About moon?', hits: 1 }),
    ])
  })

  it('are of the public scope only', async () => {
    const top = create()
    top.count(HIT, asked('tides', { scope: 'user:acme/ann' }))
    top.count(HIT, asked('tides', { scope: 'tenant:acme' }))
    top.count(HIT, asked('tides', { kind: 'summary' }))
    expect(await top.read(RANGE)).toEqual([])
  })

  it('add up over processes and hours, in the range asked for', async () => {
    const [one, two] = [create('one'), create('two')]
    one.count(HIT, asked('tides'))
    two.count(HIT, asked('tides'))
    await two.flush()
    clock.at = NOON + HOUR_MS
    one.count(HIT, asked('tides'))
    expect((await one.read(RANGE))[0]?.hits).toBe(3)
    expect((await one.read({ from: NOON + HOUR_MS, to: NOON + HOUR_MS }))[0]?.hits).toBe(1)
    expect((await one.read({ from: NOON, to: NOON }))[0]?.hits).toBe(2)
  })

  it('count for the answer that was read, where it was made for other words', async () => {
    const top = create()
    const target = { scope: 'public', key: 'sun', fill: 7, fence: 7 }
    const match = { question: 'Why is the sun hot?', similarity: 0.99 }
    top.count({ ...HIT, neighbour: { target, match, answer: sealed() } }, asked('tides'))
    expect(await top.read(RANGE)).toMatchObject([{ question: 'Why is the sun hot?', hits: 1 }])
  })

  it('leave out what was purged, has expired or was never kept', async () => {
    const top = create()
    for (const key of ['tides', 'moon', 'gone']) top.count(HIT, asked(key))
    answers.set('tides', { purged: true, fence: 8 })
    expect(await top.read(RANGE)).toMatchObject([{ question: 'About moon?' }])
    clock.at = NOON + HOUR_MS
    expect(await top.read(RANGE)).toMatchObject([{ is_stale: true }])
    clock.at = NOON + 2 * HOUR_MS
    expect(await top.read(RANGE)).toEqual([])
  })

  it('keep what could not be written for the next time', async () => {
    const top = create()
    lists.failure = new Error('the store is away')
    top.count(HIT, asked('tides'))
    await top.flush()
    lists.failure = undefined
    top.count(HIT, asked('tides'))
    expect(await top.read(RANGE)).toMatchObject([{ hits: 2 }])
  })

  it('count on the most read ones where there are very many', async () => {
    const top = create()
    for (let n = 0; n < 2_500; n++) {
      if (n % 2 === 0) top.count(HIT, asked('tides'))
      top.count(HIT, asked(`question ${n}`, { question: 'x'.repeat(5_000) }))
    }
    expect(await top.read(RANGE)).toMatchObject([{ question: 'About tides?', hits: 1_250 }])
  })
})
