import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeAnswerId, encodeAnswerId } from '../../shared/cache/answer-id.ts'
import { IngotError } from '../../shared/errors.ts'
import {
  askAndRead,
  askOf,
  type CacheServer,
  type CacheWorld,
  createCacheWorld,
  createGate,
  delta,
  END,
  failed,
  readAll,
} from './answer-cache-world.ts'

describe('the answer cache of two processes over one store', () => {
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

  it('fills what nobody has asked before, and hits after that, everywhere', async () => {
    const order = world.nextOrder()
    const first = await ask(one, order)
    expect(first.state).toBe('miss')
    expect(first.events).toEqual([delta('answer 1 '), delta('goes on'), END])
    await world.until(one.cache.settled())
    const again = await ask(one, order, { reader: 'bob' })
    expect(again).toMatchObject({ state: 'hit', fromMemory: false, events: first.events })
    expect(await ask(one, order)).toMatchObject({ state: 'hit', fromMemory: true, events: first.events })
    expect(await ask(two, order)).toMatchObject({ state: 'hit', fromMemory: false, events: first.events })
    expect(again.reads).toEqual(first.reads)
    expect(world.calls).toBe(1)
  })

  it('writes the request first, then the events, and releases what it has sealed', async () => {
    const order = world.nextOrder()
    const { source } = await ask(one, order)
    await world.until(one.cache.settled())
    const { fill } = source.identity
    const rows = await world.log.readRows({ ...order.address, fence: fill }, { after: -1 })
    expect(rows.map(({ row }) => row.kind)).toEqual(['request', 'events', 'end'])
    expect(rows[0]?.row).toMatchObject({ request: order.request })
    expect(await world.log.readAnswer(order.address, { consistent: true })).toMatchObject({
      fence: fill,
      fill,
      events: [delta('answer 1 '), delta('goes on'), END],
      facts: { freshness: 'live', degraded: false },
    })
    expect(await world.log.readLease(order.address)).toMatchObject({ state: 'done', startedBy: 'ann' })
  })

  it('makes one answer for 50 who ask on both at once', async () => {
    const order = world.nextOrder()
    world.produce = async function* (request, production) {
      await production.server.process.clock.sleep(2_000)
      yield* produceAsEver(request, production)
    }
    const all = Array.from({ length: 50 }, (_, index) =>
      askAndRead(index % 2 ? one : two, order, { reader: `reader ${index}` }),
    )
    const read = await world.until(Promise.all(all))
    expect(world.calls).toBe(1)
    expect(read.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, () => 'answer 1 goes on'))
    expect(read.filter(({ state }) => state === 'miss')).toHaveLength(1)
    expect(read.filter(({ state }) => state === 'coalesced')).toHaveLength(49)
    expect(read.flatMap(({ restarts }) => restarts)).toEqual([])
  })

  it('leaves a leader alone that is silent for long, and lives', async () => {
    const order = world.nextOrder()
    world.produce = async function* (request, production) {
      await production.server.process.clock.sleep(40_000)
      yield* produceAsEver(request, production)
    }
    const both = [askAndRead(one, order), askAndRead(two, order, { reader: 'bob' })]
    const read = await world.until(Promise.all(both))
    expect(read.map(({ restarts }) => restarts)).toEqual([[], []])
    expect(world.calls).toBe(1)
  })

  it('tells a failure to all who wait, again for some seconds, and never seals it', async () => {
    const order = world.nextOrder()
    world.produce = async function* () {
      yield delta('a')
      throw new IngotError('model_unavailable', 'The model is away.')
    }
    const read = await world.until(
      Promise.all([askAndRead(one, order), askAndRead(two, order, { reader: 'bob' })]),
    )
    expect(read.map(({ events }) => events)).toEqual([
      [delta('a'), failed('model_unavailable')],
      [delta('a'), failed('model_unavailable')],
    ])
    await world.until(Promise.all([one.cache.settled(), two.cache.settled()]))
    expect(await ask(two, order)).toMatchObject({ state: 'coalesced', events: [failed('model_unavailable')] })
    expect(two.counts['failures_remembered']).toBe(1)
    expect(await world.log.readAnswer(order.address, { consistent: true })).toBeUndefined()
    expect(world.calls).toBe(1)
    world.produce = produceAsEver
    await world.pass(5_000)
    expect(await ask(two, order)).toMatchObject({ state: 'miss', text: 'answer 2 goes on' })
  })

  it('gives a producer that ends without an outcome one', async () => {
    world.produce = async function* () {
      yield delta('a')
    }
    expect((await ask(one, world.nextOrder())).events).toEqual([delta('a'), failed('internal')])
  })

  it('keeps reasoning apart, for those who ask for it', async () => {
    const order = world.nextOrder()
    const thought = { type: 'thought' as const, text: 'Hm.' }
    world.produce = async function* () {
      yield thought
      yield delta('a')
      yield END
    }
    await ask(one, order)
    await world.until(one.cache.settled())
    expect((await ask(two, order)).events).toEqual([delta('a'), END])
    expect((await ask(two, order, { apart: true })).events).toEqual([thought, delta('a'), END])
  })

  it('goes on after the last event that was seen, on either process, sealed or still running', async () => {
    const order = world.nextOrder()
    const gate = createGate()
    world.produce = async function* (_, { call }) {
      yield delta(`answer ${call} `)
      yield delta('goes on')
      await gate.opened
      yield END
    }
    const { source } = await world.until(askOf(one, order))
    const { identity } = source
    const id = (n: number) => identity.fill * 1_000_000 + n
    await world.pass(1_000)
    const running = await world.until(two.cache.find(identity))
    expect(running).toMatchObject({ state: 'running', events: [delta('answer 1 '), delta('goes on')] })
    const reading = readAll(two, running.source, { after: id(0), reader: 'ann' })
    await world.pass(1_000)
    gate.open()
    expect((await world.until(reading)).reads).toEqual([
      { kind: 'event', id: id(1), event: delta('goes on') },
      { kind: 'event', id: id(2), event: END },
    ])
    await world.until(one.cache.settled())
    const ended = await world.until(two.cache.find(identity))
    expect(ended).toMatchObject({ state: 'ended', source: { kind: 'sealed' } })
    expect((await world.until(readAll(two, ended.source, { after: id(1) }))).reads).toEqual([
      { kind: 'event', id: id(2), event: END },
    ])
    // The id of another log says nothing of this one.
    const other = await world.until(readAll(two, ended.source, { after: id(1) - 1_000_000 }))
    expect(other.restarts).toEqual(['moved'])
    expect(other.text).toBe('answer 1 goes on')
  })

  it('finds nothing under an id that never was', async () => {
    const finding = world.until(one.cache.find({ ...world.nextOrder().address, fill: 1_800_000_001 }))
    await expect(finding).rejects.toMatchObject({ code: 'answer_gone' })
  })

  it('serves `only` what is there, and starts nothing', async () => {
    const order = world.nextOrder()
    await expect(ask(one, order, { use: 'only' })).rejects.toMatchObject({ code: 'not_cached' })
    expect(world.calls).toBe(0)
    expect(await world.itemsOf(order.address)).toEqual([])
    await ask(one, order)
    await world.until(one.cache.settled())
    expect(await ask(two, order, { use: 'only' })).toMatchObject({ state: 'hit', text: 'answer 1 goes on' })
    await world.pass(60_000)
    expect(await ask(two, order, { use: 'only' })).toMatchObject({ state: 'stale', text: 'answer 1 goes on' })
    await world.until(two.cache.settled())
    expect(world.calls).toBe(1)
  })

  it('fills a `bypass` under a key of its own, which nobody joins and which replaces nothing', async () => {
    const order = world.nextOrder()
    await ask(one, order)
    await world.until(one.cache.settled())
    const both = [askAndRead(one, order, { use: 'bypass' }), askAndRead(one, order, { use: 'bypass' })]
    const read = await world.until(Promise.all(both))
    await world.until(one.cache.settled())
    expect(read.map(({ state }) => state)).toEqual(['bypass', 'bypass'])
    expect(read.map(({ text }) => text).sort()).toEqual(['answer 2 goes on', 'answer 3 goes on'])
    for (const { source } of read) {
      expect(decodeAnswerId(encodeAnswerId(source.identity))).toEqual(source.identity)
      const found = await world.until(two.cache.find(source.identity))
      expect(found).toMatchObject({ state: 'ended', source: { kind: 'sealed' } })
    }
    expect(await ask(two, order)).toMatchObject({ state: 'hit', text: 'answer 1 goes on' })
  })

  it('finds an answer too old for those who say so', async () => {
    const order = world.nextOrder()
    await ask(one, order)
    await world.pass(20_000)
    expect(await ask(two, order, { maxAgeS: 20 })).toMatchObject({ state: 'hit', text: 'answer 1 goes on' })
    expect(await ask(two, order, { maxAgeS: 19 })).toMatchObject({ state: 'miss', text: 'answer 2 goes on' })
    await world.until(two.cache.settled())
    expect(await ask(two, order)).toMatchObject({ state: 'hit', text: 'answer 2 goes on' })
  })

  it('serves a stale answer while exactly one of both refreshes it', async () => {
    const order = world.nextOrder()
    await ask(one, order)
    await world.pass(60_000)
    world.produce = async function* (request, production) {
      await production.server.process.clock.sleep(2_000)
      yield* produceAsEver(request, production)
    }
    const all = Array.from({ length: 10 }, (_, index) => askAndRead(index % 2 ? one : two, order))
    const read = await world.until(Promise.all(all))
    expect(read.map(({ state }) => state)).toEqual(Array.from({ length: 10 }, () => 'stale'))
    expect(read.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, () => 'answer 1 goes on'))
    await world.pass(6_000)
    await world.until(Promise.all([one.cache.settled(), two.cache.settled()]))
    expect(world.calls).toBe(2)
    expect((one.counts['refreshes'] ?? 0) + (two.counts['refreshes'] ?? 0)).toBe(1)
    for (const server of [one, two]) {
      expect(await ask(server, order)).toMatchObject({ state: 'hit', text: 'answer 2 goes on' })
    }
  })

  it('does not serve what is no longer servable', async () => {
    const order = world.nextOrder()
    await ask(one, order)
    await world.pass(600_000)
    expect(await ask(two, order)).toMatchObject({ state: 'miss', text: 'answer 2 goes on' })
  })

  it('refreshes an answer that somebody has found wrong', async () => {
    const order = world.nextOrder()
    const { source } = await ask(one, order)
    await world.until(one.cache.settled())
    await world.until(two.cache.expire(source.identity))
    expect(await ask(two, order)).toMatchObject({ state: 'stale', text: 'answer 1 goes on' })
    await world.pass(1_000)
    expect(await ask(two, order)).toMatchObject({ state: 'hit', text: 'answer 2 goes on' })
  })

  it('leaves a queued fill to whoever works the queue, once', async () => {
    const order = world.nextOrder()
    const asked = await world.until(askOf(one, order, { isQueued: true }))
    expect(asked).toMatchObject({ state: 'miss', isQueued: true })
    expect(one.queue).toEqual([asked.source.identity])
    expect(await world.until(two.cache.find(asked.source.identity))).toMatchObject({
      state: 'queued',
      events: [],
    })
    expect(world.calls).toBe(0)
    const { identity } = asked.source
    await world.until(two.cache.work({ ...identity, fill: identity.fill - 1 }))
    expect(world.calls).toBe(0)
    await world.until(two.cache.work(identity))
    await world.until(two.cache.settled())
    await world.until(two.cache.work(identity))
    await world.until(one.cache.work(identity))
    await world.until(Promise.all([one.cache.settled(), two.cache.settled()]))
    expect(world.calls).toBe(1)
    const found = await world.until(one.cache.find(identity))
    expect(found).toMatchObject({ state: 'ended', events: [delta('answer 1 '), delta('goes on'), END] })
    const read = await world.until(readAll(one, asked.source))
    expect(read.text).toBe('answer 1 goes on')
  })

  it('leaves nothing of an unstored answer in the store', async () => {
    const order = world.nextOrder()
    const asked = { isUnstored: true }
    expect(await ask(one, order, asked)).toMatchObject({
      state: 'miss',
      text: 'answer 1 goes on',
      isUnstored: true,
    })
    expect(await ask(one, order, asked)).toMatchObject({ state: 'miss', text: 'answer 2 goes on' })
    await world.until(one.cache.settled())
    await world.pass(60_000)
    expect(await world.itemsOf(order.address)).toEqual([])
  })

  it('leaves nothing in the store of an unstored answer that is read when it is gone', async () => {
    const order = world.nextOrder()
    const { source } = await world.until(askOf(one, order, { isUnstored: true }))
    await world.until(one.cache.settled())
    const read = await world.until(readAll(one, source, { order }))
    expect(read.events.at(-1)?.type).toMatch(/^(end|failed)$/)
    await world.pass(60_000)
    expect(await world.itemsOf(order.address)).toEqual([])
  })
})
