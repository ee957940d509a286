import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Order } from '../../shared/cache/cache-deps.ts'
import type { AnswerIdentity } from '../../shared/ports/answer-log.ts'
import {
  askAndRead,
  askOf,
  type CacheRequest,
  type CacheServer,
  type CacheWorld,
  createCacheWorld,
  failed,
  readAll,
} from './answer-cache-world.ts'

const LEASE_MS = 10_000
const SKEW_MS = 5_000
const ABANDONED_AFTER_MS = 30_000

describe('a fill whose lease was taken for nobody', () => {
  let world: CacheWorld
  let one: CacheServer
  let two: CacheServer
  let order: Order<CacheRequest>
  let identity: AnswerIdentity
  beforeAll(async () => {
    world = await createCacheWorld()
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    one = world.createServer()
    two = world.createServer()
    world.calls = 0
    order = world.nextOrder()
    const until = world.time.now() + LEASE_MS
    const started = await world.log.start(order.address, { owner: 'dead', until, startedBy: 'ann' })
    if (started.kind !== 'started') throw new Error('Nobody else asks this.')
    identity = { ...order.address, fill: started.fill }
  })
  const lease = () => world.log.readLease(order.address)

  it('is gone on with for a caller who does not wait: who works the queue knows no question', async () => {
    await world.pass(LEASE_MS + SKEW_MS + 1)
    const asked = await world.until(askOf(one, order, { isQueued: true }))
    expect(asked.source.identity).toEqual(identity)
    await world.until(one.cache.settled())
    expect((await world.until(readAll(two, asked.source))).text).toBe('answer 1 goes on')
    expect(one.queue).toEqual([])
  })

  it('is abandoned by who reads it by id, and then free for who knows the question', async () => {
    const from = world.time.now()
    const { source } = await world.until(two.cache.find(identity))
    const { events } = await world.until(readAll(two, source))
    expect(events).toEqual([failed('fill_abandoned')])
    expect(world.time.now() - from).toBeGreaterThan(LEASE_MS + SKEW_MS + ABANDONED_AFTER_MS)
    expect(await lease()).toMatchObject({ fence: identity.fill, state: 'done' })
    const read = await world.until(askAndRead(one, order))
    expect(read).toMatchObject({ state: 'miss', text: 'answer 1 goes on', restarts: [] })
    expect(read.source.identity.fill).toBe(identity.fill + 1)
  })

  describe('by a takeover that died before its row 0', () => {
    beforeEach(async () => {
      const owner = { owner: 'dead' }
      const log = { ...order.address, fence: identity.fill }
      await world.log.append(log, 0, { kind: 'request', request: order.request, until: 1 }, owner)
      const seen = await lease()
      if (!seen) throw new Error('The lease is there.')
      const until = world.time.now() + LEASE_MS
      await world.log.takeOver(order.address, { owner: 'dead too', until, seen })
      await world.log.append(log, 1, { kind: 'moved', fence: identity.fill + 1 }, { owner: 'dead too' })
    })

    it('is gone on with for who reads it by id alone: an older log knows the question', async () => {
      const { source } = await world.until(two.cache.find(identity))
      const from = world.time.now()
      const read = await world.until(readAll(two, source))
      expect(read.text).toBe('answer 1 goes on')
      expect(world.time.now() - from).toBeLessThan(LEASE_MS + SKEW_MS + 2_000)
    })

    it('is gone on with at once for who finds it by id when its lease has run out', async () => {
      await world.pass(LEASE_MS + SKEW_MS + 1)
      await world.until(two.cache.find(identity))
      await world.until(two.cache.settled())
      expect(await lease()).toMatchObject({ fence: identity.fill + 2, state: 'done' })
    })

    it('is gone on with by who works the queue', async () => {
      await world.pass(LEASE_MS + SKEW_MS + 1)
      await world.until(two.cache.work(identity))
      await world.until(two.cache.settled())
      expect(world.calls).toBe(1)
    })
  })
})
