import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { IngotError } from '../../shared/errors.ts'
import {
  askAndRead,
  askOf,
  type CacheServer,
  type CacheWorld,
  createCacheWorld,
  delta,
  END,
  failed,
  readAll,
} from './answer-cache-world.ts'

const EXPIRED_MS = 601_000
const A_DAY_MS = 24 * 3_600_000

describe('an expired answer, once a fill has failed', () => {
  let world: CacheWorld
  let one: CacheServer
  let two: CacheServer
  let produceAsEver: CacheWorld['produce']
  beforeAll(async () => {
    world = await createCacheWorld()
    produceAsEver = world.produce
  })
  afterAll(() => world.close())
  beforeEach(() => {
    one = world.createServer()
    two = world.createServer()
    world.calls = 0
    world.produce = produceAsEver
  })
  const ask = (...words: Parameters<typeof askAndRead>) => world.until(askAndRead(...words))
  const settle = () => world.until(Promise.all([one.cache.settled(), two.cache.settled()]))

  /** A question answered once, so long ago that it is not served stale; from now on its fills fail. */
  async function answeredBefore({ agoMs = EXPIRED_MS } = {}) {
    const order = world.nextOrder()
    const before = await ask(one, order)
    await settle()
    await world.pass(agoMs)
    world.produce = async function* () {
      yield delta('half an')
      throw new IngotError('model_unavailable', 'The model is away.')
    }
    return { order, fill: before.source.identity.fill }
  }

  it('is given to all who wait, instead of what they were shown', async () => {
    const { order, fill } = await answeredBefore()
    const read = await world.until(
      Promise.all([askAndRead(one, order), askAndRead(two, order, { reader: 'bob' })]),
    )
    expect(read.map(({ state }) => state).sort()).toEqual(['coalesced', 'miss'])
    for (const { events, restarts, reads } of read) {
      expect(events).toEqual([delta('answer 1 '), delta('goes on'), END])
      expect(restarts).toEqual(['failed'])
      expect(reads[1]).toMatchObject({ identity: { fill }, instead: { of: failed('model_unavailable') } })
    }
    expect(world.calls).toBe(2)
    expect([one.counts['failures_made_up'], two.counts['failures_made_up']]).toEqual([1, 1])
  })

  it('is given at once to who asks some seconds later, and a fill is tried again after that', async () => {
    const { order } = await answeredBefore()
    await ask(one, order)
    await settle()
    expect(await ask(two, order)).toMatchObject({
      state: 'stale',
      because: failed('model_unavailable'),
      text: 'answer 1 goes on',
      restarts: [],
    })
    expect(world.calls).toBe(2)
    world.produce = produceAsEver
    await world.pass(5_000)
    expect(await ask(two, order)).toMatchObject({ state: 'miss', text: 'answer 3 goes on' })
  })

  it('is given to who comes back by the id of the fill that failed', async () => {
    const { order } = await answeredBefore()
    const { source } = await ask(one, order)
    await settle()
    const read = await world.until(readAll(two, source, { order }))
    expect([read.text, read.restarts]).toEqual(['answer 1 goes on', ['failed']])
  })

  it('is nothing to who wanted none of that age', async () => {
    const { order } = await answeredBefore()
    expect((await ask(one, order, { maxAgeS: 600 })).events).toEqual([
      delta('half an'),
      failed('model_unavailable'),
    ])
    await settle()
    expect((await ask(two, order, { maxAgeS: 600 })).events).toEqual([failed('model_unavailable')])
  })

  it('is nothing a day later', async () => {
    const { order } = await answeredBefore({ agoMs: EXPIRED_MS + A_DAY_MS })
    expect((await ask(one, order)).events).toEqual([delta('half an'), failed('model_unavailable')])
  })

  it('is nothing once it was purged', async () => {
    const { order } = await answeredBefore()
    await world.until(one.cache.purge(order.address))
    expect((await ask(two, order)).events).toEqual([delta('half an'), failed('model_unavailable')])
  })

  it('is nothing to who goes round the cache', async () => {
    const { order } = await answeredBefore()
    const { source } = await world.until(askOf(one, order, { use: 'bypass' }))
    expect((await world.until(readAll(one, source, { order }))).events).toEqual([
      delta('half an'),
      failed('model_unavailable'),
    ])
  })
})
