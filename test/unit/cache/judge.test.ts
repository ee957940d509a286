import { describe, expect, it } from 'vitest'
import type { CacheDeps } from '../../../shared/cache/cache-deps.ts'
import { isSame, judge } from '../../../shared/cache/judge.ts'
import type { StoredAnswer } from '../../../shared/cache/memory-tier.ts'
import type { SealedAnswer } from '../../../shared/ports/answer-log.ts'

const NOW = 1_800_000_000_000

const answer: SealedAnswer<string> = {
  fence: 1,
  fill: 1,
  facts: {
    retrievedAt: NOW - 30_000,
    freshness: 'live',
    degraded: false,
    collections: { 'tenant:acme': 3 },
    passages: 'abc',
  },
  freshUntil: NOW + 10_000,
  staleUntil: NOW + 20_000,
  events: ['end'],
}

function judgeAt(
  now: number,
  stored: StoredAnswer<string>,
  options: { maxAgeS?: number; collections?: Record<string, number>; passages?: string | null } = {},
) {
  const { maxAgeS = null, collections = { 'tenant:acme': 3 }, passages = 'abc' } = options
  const looked: string[] = []
  const deps = {
    clock: { now: () => now },
    async passagesNow(request: string) {
      looked.push(request)
      return passages
    },
  } as unknown as CacheDeps<string, string>
  const order = { address: { scope: 'public', key: 'a' }, request: 'question', collections }
  return judge(deps, order, stored, { maxAgeS }).then((judged) => ({ state: judged?.state, judged, looked }))
}

describe('whether a stored answer may be served', () => {
  it.each([
    { at: -1, state: 'fresh' },
    { at: 9_999, state: 'fresh' },
    { at: 10_000, state: 'stale' },
    { at: 19_999, state: 'stale' },
    { at: 20_000, state: undefined },
  ])('goes by its life: $state after $at ms', async ({ at, state }) => {
    expect((await judgeAt(NOW + at, answer)).state).toBe(state)
  })

  it('hands the answer on', async () => {
    expect((await judgeAt(NOW, answer)).judged).toEqual({ state: 'fresh', answer })
  })

  it('is no for what is not there or was purged', async () => {
    expect((await judgeAt(NOW, undefined)).state).toBeUndefined()
    expect((await judgeAt(NOW, { purged: true, fence: 1 })).state).toBeUndefined()
  })

  it('goes by the age that the caller takes, from its retrieval', async () => {
    expect((await judgeAt(NOW, answer, { maxAgeS: 30 })).state).toBe('fresh')
    expect((await judgeAt(NOW + 1, answer, { maxAgeS: 30 })).state).toBeUndefined()
    expect((await judgeAt(NOW, answer, { maxAgeS: 0 })).state).toBeUndefined()
    expect((await judgeAt(NOW + 12_000, answer, { maxAgeS: 42 })).state).toBe('stale')
  })

  it('does not look at the documents while their collections are as they were', async () => {
    expect((await judgeAt(NOW, answer, { passages: 'other' })).looked).toEqual([])
  })

  it.each([
    { collections: { 'tenant:acme': 4 } },
    { collections: {} },
    { collections: { 'tenant:acme': 3, 'user:acme/ann': 1 } },
    { collections: { 'tenant:other': 3 } },
  ])('is yes when the documents have changed and say the same: %j', async ({ collections }) => {
    const same = await judgeAt(NOW, answer, { collections })
    expect(same).toMatchObject({ state: 'fresh', looked: ['question'] })
    expect((await judgeAt(NOW, answer, { collections, passages: 'other' })).state).toBeUndefined()
    expect((await judgeAt(NOW, answer, { collections, passages: null })).state).toBeUndefined()
  })

  it('does not look at the documents for what is too old anyway', async () => {
    const collections = { 'tenant:acme': 4 }
    expect((await judgeAt(NOW + 20_000, answer, { collections })).looked).toEqual([])
    expect((await judgeAt(NOW, answer, { collections, maxAgeS: 1 })).looked).toEqual([])
  })
})

describe('versions of collections', () => {
  it('are the same in any order, and not when one is missing, other or more', () => {
    expect(isSame({}, {})).toBe(true)
    expect(isSame({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(isSame({ a: 1 }, { a: 2 })).toBe(false)
    expect(isSame({ a: 1 }, { b: 1 })).toBe(false)
    expect(isSame({ a: 1 }, { a: 1, b: 1 })).toBe(false)
    expect(isSame({ a: 1, b: 1 }, { a: 1 })).toBe(false)
  })
})
