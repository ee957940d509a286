import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AskOptions } from '../../shared/cache/ask.ts'
import type { Order } from '../../shared/cache/cache-deps.ts'
import {
  askAndRead,
  type CacheRequest,
  type CacheServer,
  type CacheWorld,
  createCacheWorld,
} from './answer-cache-world.ts'

type Use = Pick<AskOptions, 'use' | 'maxAgeS' | 'isUnstored'>
const USE: Use = { use: 'default', maxAgeS: null, isUnstored: false }

describe('an answer in memory', () => {
  let world: CacheWorld
  let one: CacheServer
  let two: CacheServer
  let order: Order<CacheRequest>
  beforeAll(async () => {
    world = await createCacheWorld()
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    one = world.createServer()
    two = world.createServer()
    world.calls = 0
    order = world.nextOrder()
    await world.until(askAndRead(one, order))
    await world.until(one.cache.settled())
    // Once more, from the store.
    for (const server of [one, two]) await world.until(askAndRead(server, order))
  })
  const recall = (server: CacheServer, use: Partial<Use> = {}, of = order) =>
    server.cache.recall(of, { ...USE, ...use })
  const answerOf = (server: CacheServer) => {
    const source = recall(server)?.source
    if (source?.kind !== 'sealed') throw new Error('It is in memory.')
    return source.answer
  }

  it('is given at once, for 4 s', async () => {
    expect(recall(two)).toMatchObject({ state: 'hit', fromMemory: true, source: { kind: 'sealed' } })
    await world.pass(3_900)
    expect(recall(two)).toBeDefined()
    await world.pass(101)
    expect(recall(two)).toBeUndefined()
  })

  it('is not given under another scope or key', () => {
    for (const address of [
      { ...order.address, scope: 'tenant:acme' },
      { ...order.address, scope: 'user:acme/ann' },
      { ...order.address, key: `${order.address.key}~1` },
      { scope: '', key: `${order.address.key}/public` },
    ]) {
      expect(recall(two, {}, { ...order, address })).toBeUndefined()
    }
  })

  it.each<[string, Partial<Use>]>([
    ['anew', { use: 'bypass' }],
    ['unstored', { isUnstored: true }],
    ['younger than it is', { maxAgeS: 1 }],
  ])('is not given to who wants theirs %s', async (_, use) => {
    await world.pass(2_000)
    expect(recall(two)).toBeDefined()
    expect(recall(two, use)).toBeUndefined()
  })

  it('is not given when its documents have changed', () => {
    expect(recall(two, {}, { ...order, collections: { docs: 2 } })).toBeUndefined()
  })

  it('is not given as fresh when it is stale', async () => {
    await world.pass(58_000)
    await world.until(askAndRead(two, order))
    expect(recall(two)).toBeDefined()
    await world.pass(2_000)
    expect(recall(two)).toBeUndefined()
    expect(await world.until(askAndRead(two, order))).toMatchObject({ state: 'stale', fromMemory: true })
  })

  it('is not given when it has been purged here, nor 5 s after it was purged elsewhere', async () => {
    const read = askAndRead(one, order)
    await world.until(one.cache.purge(order.address))
    await world.until(read)
    expect(recall(one)).toBeUndefined()
    for (let ms = 0; ms < 5_000; ms += 1_000) {
      await world.pass(1_000)
      // Who reads it meanwhile does not make it live longer.
      recall(two)
    }
    expect(recall(two)).toBeUndefined()
    expect(await world.until(askAndRead(two, order))).toMatchObject({
      state: 'miss',
      text: 'answer 2 goes on',
    })
  })

  it('can be changed by none of its readers', () => {
    const answer = answerOf(two)
    const [event] = answer.events
    expect(() => Object.assign(event ?? {}, { text: 'mine' })).toThrow(TypeError)
    expect(() => (answer.events as unknown[]).push('mine')).toThrow(TypeError)
    expect(() => Object.assign(answer.facts, { degraded: true })).toThrow(TypeError)
    expect(() => Object.assign(answer, { freshUntil: 0 })).toThrow(TypeError)
    expect(answerOf(two)).toBe(answer)
  })
})
