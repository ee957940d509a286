import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askOf, type CacheWorld, createCacheWorld, END, readAll } from './answer-cache-world.ts'

describe('a reader who was told more than the log holds', () => {
  let world: CacheWorld
  let produceAsEver: CacheWorld['produce']
  beforeAll(async () => {
    world = await createCacheWorld()
    produceAsEver = world.produce
  })
  afterAll(() => world.close())

  /** Bob and ann, who asks, hear a thought on one server; on the other the fill is ended before it is stored. */
  const cutOff = async (end: 'cancelled' | 'purged') => {
    const [one, two] = [world.createServer(), world.createServer()]
    const order = world.nextOrder()
    world.calls = 0
    world.produce = async function* (_, { server }) {
      yield { type: 'thought', text: 'hm' }
      await server.process.clock.sleep(60_000)
      yield END
    }
    const { source } = await world.until(askOf(one, order))
    await world.pass(100)
    world.produce = produceAsEver
    if (end === 'cancelled') expect(await world.until(two.cache.cancel(source.identity, 'ann'))).toBe(end)
    else await world.until(two.cache.purge(order.address))
    const log = { ...order.address, fence: source.identity.fill }
    const rows = await world.log.readRows(log, { after: 0 })
    expect(rows.map(({ row }) => row.kind)).toEqual(['end'])
    return { two, order, source, after: source.identity.fill * 1_000_000 }
  }

  it('starts again where somebody else has cancelled it', async () => {
    const { two, order, source, after } = await cutOff('cancelled')
    const read = await world.until(readAll(two, source, { reader: 'bob', after, order }))
    expect(read).toMatchObject({ restarts: ['cancelled'], text: 'answer 2 goes on' })
  })

  it('starts again where it was purged, by its id alone', async () => {
    const { two, source, after } = await cutOff('purged')
    const read = await world.until(readAll(two, source, { reader: 'bob', after }))
    expect(read).toMatchObject({ restarts: ['source_purged'], text: 'answer 2 goes on' })
  })

  it('is told that it is cancelled, by whom it was', async () => {
    const { two, order, source, after } = await cutOff('cancelled')
    const read = await world.until(readAll(two, source, { after, order }))
    expect(read.reads).toEqual([
      { kind: 'event', id: after + 1, event: { type: 'cancelled', text: '0 events' } },
    ])
  })
})
