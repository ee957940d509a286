import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../shared/answer/answers.ts'
import { joinFirst } from '../../../shared/answer/idempotency.ts'
import { ANSWER_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import { later } from '../../support/cache-deps.ts'
import { createMemoryCacheItems } from '../../support/memory-cache-items.ts'
import { play } from '../../support/scripted-answers.ts'

const KEY = { caller: 'ann', key: 'the key', bodyHash: 'body-1' }
const readingOf = (id: string): Reading => ({
  id,
  cache: ANSWER_EXAMPLE.cache,
  isDeferred: false,
  events: play([]),
})

/** A clock that passes while somebody sleeps on it. */
function createDesk() {
  const clock = {
    at: 1_800_000_000_000,
    slept: 0,
    now: () => clock.at,
    async sleep(ms: number) {
      clock.at += ms
      clock.slept += ms
    },
  }
  const items = createMemoryCacheItems({ clock })
  const told: string[] = []
  /** A request whose own answer would have the id `own`. */
  const request = (own: string, about: Partial<typeof KEY> = {}, ask = async () => readingOf(own)) =>
    joinFirst(
      { items, clock },
      { ...KEY, ...about },
      {
        ask: async () => {
          told.push(`ask ${own}`)
          return ask()
        },
        join: async (id) => {
          told.push(`join ${id}`)
          return readingOf(id)
        },
      },
    )
  return { clock, items, told, request }
}

describe('a request under an Idempotency-Key', () => {
  it('asks, and a repeated one joins its answer for a day', async () => {
    const { request, told, clock } = createDesk()
    expect((await request('ans_1')).id).toBe('ans_1')
    expect((await request('ans_2')).id).toBe('ans_1')
    clock.at += 24 * 3_600_000 - 1
    expect((await request('ans_3')).id).toBe('ans_1')
    clock.at += 1
    expect((await request('ans_4')).id).toBe('ans_4')
    expect(told).toEqual(['ask ans_1', 'join ans_1', 'join ans_1', 'ask ans_4'])
  })

  it('is another one of another caller or key', async () => {
    const { request } = createDesk()
    await request('ans_1')
    expect((await request('ans_2', { caller: 'bob' })).id).toBe('ans_2')
    expect((await request('ans_3', { key: 'another' })).id).toBe('ans_3')
  })

  it('is refused with another body', async () => {
    const { request, told } = createDesk()
    await request('ans_1')
    await expect(request('ans_2', { bodyHash: 'body-2' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
    expect(told).toEqual(['ask ans_1'])
    expect((await request('ans_3')).id).toBe('ans_1')
  })

  it('waits for the first one to know its answer', async () => {
    const { request, told, clock } = createDesk()
    const first = later<Reading>()
    const asked = request('ans_1', {}, () => first.promise)
    const passed = clock.sleep
    clock.sleep = async (ms) => {
      await passed(ms)
      if (clock.slept < 300) return
      first.keep(readingOf('ans_1'))
      await asked
    }
    expect((await request('ans_2')).id).toBe('ans_1')
    expect(clock.slept).toBe(300)
    expect(told).toEqual(['ask ans_1', 'join ans_1'])
  })

  it('takes the place of a first one that has not come to an answer in 10 seconds', async () => {
    const { request, told, clock } = createDesk()
    void request('ans_1', {}, () => new Promise(() => undefined))
    expect((await request('ans_2')).id).toBe('ans_2')
    expect(clock.slept).toBe(10_000)
    expect((await request('ans_3')).id).toBe('ans_2')
    expect(told).toEqual(['ask ans_1', 'ask ans_2', 'join ans_2'])
  })

  it('that failed lets the next one begin, those that wait included', async () => {
    const { request, told, clock } = createDesk()
    const first = later<Reading>()
    const asked = request('ans_1', {}, () => first.promise)
    const passed = clock.sleep
    clock.sleep = async (ms) => {
      await passed(ms)
      first.fail(new Error('no'))
      await asked.catch(() => undefined)
    }
    expect((await request('ans_2')).id).toBe('ans_2')
    await expect(asked).rejects.toThrow('no')
    expect(clock.slept).toBe(100)
    expect((await request('ans_3')).id).toBe('ans_2')
    expect(told).toEqual(['ask ans_1', 'ask ans_2', 'join ans_2'])
  })
})
