import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

const forever = () => new Promise<never>(() => undefined)

describe('the answer cache when something goes wrong', () => {
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
  /** Answers as ever, but not before the gate is open. */
  const behind = (gate: { opened: Promise<void> }): CacheWorld['produce'] =>
    async function* (request, production) {
      await gate.opened
      yield* produceAsEver(request, production)
    }

  describe('its leader is killed', () => {
    it('before its first event: a follower goes on', async () => {
      const order = world.nextOrder()
      world.produce = async function* () {
        await forever()
        yield END
      }
      const { source } = await world.until(askOf(one, order))
      const reading = askAndRead(two, order, { reader: 'bob' })
      await world.pass(4_000)
      one.process.kill()
      world.produce = produceAsEver
      const read = await world.until(reading)
      expect(read).toMatchObject({ state: 'coalesced', text: 'answer 2 goes on', restarts: ['moved'] })
      await world.until(two.cache.settled())
      expect(world.calls).toBe(2)
      expect(two.counts['takeovers']).toBe(1)
      const { fill } = source.identity
      // It was renewed 3 s after its start, for 10 s, and is left alone for 5 s of clock skew.
      expect(world.time.now() - (fill - 1) * 1_000).toBeGreaterThan(18_000)
      expect(await world.log.readLease(order.address)).toMatchObject({ fill, fence: fill + 1, state: 'done' })
      expect(await world.until(two.cache.find(source.identity))).toMatchObject({
        state: 'ended',
        events: [delta('answer 2 '), delta('goes on'), END],
      })
    })

    it('in the middle of its answer: its readers start again, and what it still writes is refused', async () => {
      const order = world.nextOrder()
      world.produce = async function* () {
        yield delta('half an')
        await forever()
      }
      const { source } = await world.until(askOf(one, order))
      const { fill } = source.identity
      const readings = [askAndRead(two, order, { reader: 'bob' }), askAndRead(two, order, { reader: 'cleo' })]
      await world.pass(2_000)
      one.process.kill()
      world.produce = produceAsEver
      for (const read of await world.until(Promise.all(readings))) {
        expect(read.reads).toEqual([
          { kind: 'event', id: fill * 1_000_000, event: delta('half an') },
          { kind: 'restart', reason: 'moved', identity: source.identity },
          { kind: 'event', id: (fill + 1) * 1_000_000, event: delta('answer 2 ') },
          { kind: 'event', id: (fill + 1) * 1_000_000 + 1, event: delta('goes on') },
          { kind: 'event', id: (fill + 1) * 1_000_000 + 2, event: END },
        ])
      }
      const log = { ...order.address, fence: fill }
      const late = { kind: 'end' as const, first: 1, events: [END], facts: null }
      expect(await world.log.append(log, 2, late, { owner: one.name })).toBe('taken')
      expect((await world.log.readRows(log, { after: 1 }))[0]?.row).toEqual({
        kind: 'moved',
        fence: fill + 1,
      })
    })

    it('and asked for again by a caller much later: that caller goes on', async () => {
      const order = world.nextOrder()
      world.produce = async function* () {
        yield delta('half an')
        await forever()
      }
      await world.until(askOf(one, order))
      one.process.kill()
      world.produce = produceAsEver
      await world.pass(3_600_000)
      expect(await ask(two, order)).toMatchObject({ state: 'miss', text: 'answer 2 goes on', restarts: [] })
    })

    it('after its end was written, and before its copy was: whoever comes makes the copy', async () => {
      const order = world.nextOrder()
      const { address } = order
      const start = { owner: 'dead', until: world.time.now() + 10_000, startedBy: 'ann' }
      const started = await world.log.start(address, start)
      if (started.kind !== 'started') throw new Error('Nobody else asks this.')
      const log = { ...address, fence: started.fence }
      const facts = {
        retrievedAt: world.time.now(),
        freshness: 'live' as const,
        degraded: false,
        collections: {},
        passages: null,
      }
      const owner = { owner: 'dead' }
      await world.log.append(log, 0, { kind: 'request', request: order.request, until: 1 }, owner)
      const events = [delta('whole'), END]
      await world.log.append(log, 1, { kind: 'end', first: 0, events, facts }, owner)
      const found = await world.until(one.cache.find({ ...address, fill: started.fill }))
      expect(found).toMatchObject({ state: 'ended', events })
      expect(await world.log.readAnswer(address, { consistent: true })).toMatchObject({
        fence: started.fence,
        events,
      })
      expect(await ask(two, order)).toMatchObject({ state: 'hit', events })
      expect(world.calls).toBe(0)
    })

    it('four times: those who still read are told that it is abandoned', async () => {
      const order = world.nextOrder()
      world.produce = async function* () {
        await forever()
        yield END
      }
      const { source } = await world.until(askOf(one, order))
      let leader = one
      for (let takeovers = 1; takeovers <= 3; takeovers += 1) {
        leader.process.kill()
        leader = world.createServer()
        void readAll(leader, source, { reader: `reader ${takeovers}`, order })
        await world.pass(20_000)
        expect((await world.log.readLease(order.address))?.fence).toBe(source.identity.fill + takeovers)
      }
      leader.process.kill()
      const read = await world.until(readAll(world.createServer(), source, { reader: 'last', order }))
      expect(read.events).toEqual([failed('fill_abandoned')])
      expect(world.calls).toBe(4)
      expect(await world.log.readLease(order.address)).toMatchObject({ state: 'done' })
    })
  })

  describe('its answer is purged', () => {
    it('after its end: it is gone at once here, and within 5 s elsewhere', async () => {
      const order = world.nextOrder()
      world.produce = async function* (request, production) {
        yield { type: 'thought', text: 'Hm.' }
        yield* produceAsEver(request, production)
      }
      const { source } = await ask(one, order)
      await world.until(one.cache.settled())
      const { identity } = source
      expect(await ask(two, order)).toMatchObject({ state: 'hit' })
      expect(await world.until(one.cache.purge(order.address))).toBe('purged')
      expect(await world.until(one.cache.purge(order.address))).toBe('purged-before')
      await expect(world.until(one.cache.find(identity))).rejects.toMatchObject({ code: 'answer_gone' })
      expect(await world.log.readApart({ ...order.address, fence: identity.fill })).toEqual(new Map())
      await world.pass(5_001)
      await expect(world.until(two.cache.find(identity))).rejects.toMatchObject({ code: 'answer_gone' })
      expect(await ask(two, order)).toMatchObject({ state: 'miss', text: 'Hm.answer 2 goes on' })
    })

    it('before there was one: nothing is left behind', async () => {
      const order = world.nextOrder()
      expect(await world.until(one.cache.purge(order.address))).toBe('nothing')
      expect(await world.itemsOf(order.address)).toEqual([])
    })

    it('while it is written: the writer stops, and all readers get another one', async () => {
      const order = world.nextOrder()
      let signal: AbortSignal | undefined
      world.produce = async function* (_, { context }) {
        signal = context.signal
        yield delta('half an')
        for (;;) {
          await one.process.clock.sleep(1_000, { signal })
          yield delta(' and on')
        }
      }
      const readings = [askAndRead(one, order), askAndRead(two, order, { reader: 'bob' })]
      await world.pass(1_500)
      world.produce = produceAsEver
      expect(await world.until(two.cache.purge(order.address))).toBe('purged')
      for (const read of await world.until(Promise.all(readings))) {
        expect(read.restarts).toEqual(['source_purged'])
        expect(read.text).toBe('answer 2 goes on')
      }
      expect(signal?.aborted).toBe(true)
      expect(world.calls).toBe(2)
      await world.until(Promise.all([one.cache.settled(), two.cache.settled()]))
      expect(await world.log.readAnswer(order.address, { consistent: true })).toMatchObject({
        events: [delta('answer 2 '), delta('goes on'), END],
      })
    })

    it('by one of its sources while it is written: its readers get another one', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = async function* (request, production) {
        const purged = await production.context.claim(['host:example.org'])
        yield delta(purged.size > 0 ? 'without it ' : 'from it ')
        await gate.opened
        yield* produceAsEver(request, production)
      }
      const reading = askAndRead(two, order)
      await world.pass(1_000)
      await world.provenance.purge('host:example.org', { at: world.time.now() })
      gate.open()
      const read = await world.until(reading)
      expect(read.restarts).toEqual(['source_purged'])
      expect(read.text).toBe('without it answer 2 goes on')
    })
  })

  describe('it is cancelled', () => {
    it('by who started it, from the other process, when nobody else reads', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = async function* (request, production) {
        yield delta('half an ')
        await gate.opened
        yield* produceAsEver(request, production)
      }
      const { source } = await world.until(askOf(one, order))
      const reading = readAll(one, source, { order })
      await world.pass(1_000)
      expect(await world.until(two.cache.cancel(source.identity, 'ann'))).toBe('cancelled')
      const read = await world.until(reading)
      expect(read.events).toEqual([delta('half an '), { type: 'cancelled', text: '1 events' }])
      gate.open()
      await world.until(one.cache.settled())
      expect(world.calls).toBe(1)
      expect(await world.log.readAnswer(order.address, { consistent: true })).toBeUndefined()
      expect(await world.until(two.cache.cancel(source.identity, 'ann'))).toBe('ended')
      // The fence that was cancelled is free again.
      world.produce = produceAsEver
      expect(await ask(two, order)).toMatchObject({ state: 'miss', text: 'answer 2 goes on' })
    })

    it('by another caller, or while others read: it goes on', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = behind(gate)
      const { source } = await world.until(askOf(one, order))
      expect(await world.until(two.cache.cancel(source.identity, 'bob'))).toBe('not_alone')
      const reading = askAndRead(two, order, { reader: 'bob' })
      await world.pass(3_000)
      expect(await world.until(one.cache.cancel(source.identity, 'ann'))).toBe('not_alone')
      gate.open()
      expect((await world.until(reading)).text).toBe('answer 1 goes on')
      await world.until(one.cache.settled())
      expect(await world.until(one.cache.cancel(source.identity, 'ann'))).toBe('ended')
    })

    it('and somebody has just begun to read elsewhere: they get another one', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = behind(gate)
      const { source } = await world.until(askOf(one, order))
      const reading = askAndRead(two, order, { reader: 'bob' })
      await world.pass(300)
      expect(await world.until(one.cache.cancel(source.identity, 'ann'))).toBe('cancelled')
      gate.open()
      const read = await world.until(reading)
      expect(read.restarts).toEqual(['cancelled'])
      expect(read.text).toBe('answer 2 goes on')
    })
  })

  describe('the store is away', () => {
    it('from the start: it is answered, told as not stored, and joined here', async () => {
      const order = world.nextOrder()
      one.isCut = true
      const gate = createGate()
      world.produce = behind(gate)
      const first = askAndRead(one, order)
      await world.quiet()
      const second = askAndRead(one, order, { reader: 'bob' })
      await world.quiet()
      gate.open()
      const read = await world.until(Promise.all([first, second]))
      const events = [{ type: 'not-stored', text: '' }, delta('answer 1 '), delta('goes on'), END]
      expect(read.map((each) => each.events)).toEqual([events, events])
      expect(read.map(({ state }) => state)).toEqual(['miss', 'coalesced'])
      expect(world.calls).toBe(1)
      await world.until(one.cache.settled())
      one.isCut = false
      expect(await world.itemsOf(order.address)).toEqual([])
      await expect(ask(one, order, { use: 'only' })).rejects.toMatchObject({ code: 'not_cached' })
    })

    it('from the start, for who wants only what is there: told as such', async () => {
      one.isCut = true
      const asking = ask(one, world.nextOrder(), { use: 'only' })
      await expect(asking).rejects.toMatchObject({ code: 'store_unavailable' })
    })

    it('in the middle: its readers here get the end, told as not stored', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = async function* (request, production) {
        yield delta('half an ')
        await gate.opened
        yield* produceAsEver(request, production)
      }
      const reading = askAndRead(one, order)
      await world.pass(1_000)
      one.isCut = true
      gate.open()
      const { events } = await world.until(reading)
      expect(events.map(({ type }) => type)).toEqual(['delta', 'delta', 'delta', 'not-stored', 'end'])
      await world.until(one.cache.settled())
      expect(await world.log.readAnswer(order.address, { consistent: true })).toBeUndefined()
    })

    it('for some seconds: nobody is told', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = async function* (request, production) {
        yield delta('half an ')
        await gate.opened
        yield* produceAsEver(request, production)
      }
      const readings = [askAndRead(one, order), askAndRead(two, order, { reader: 'bob' })]
      await world.pass(1_000)
      one.isCut = true
      two.isCut = true
      await world.pass(5_000)
      gate.open()
      await world.pass(1_000)
      one.isCut = false
      two.isCut = false
      for (const read of await world.until(Promise.all(readings))) {
        expect(read).toMatchObject({ text: 'half an answer 1 goes on', restarts: [] })
        expect(read.events.at(-1)).toEqual(END)
      }
    })

    it('for a follower alone, for long: only that one is told', async () => {
      const order = world.nextOrder()
      const gate = createGate()
      world.produce = behind(gate)
      const here = askAndRead(one, order)
      const there = askAndRead(two, order, { reader: 'bob' })
      await world.pass(1_000)
      two.isCut = true
      expect((await world.until(there)).events).toEqual([failed('store_unavailable')])
      gate.open()
      expect((await world.until(here)).events.at(-1)).toEqual(END)
    })
  })

  it('a reader who leaves stops no one else', async () => {
    const order = world.nextOrder()
    const gate = createGate()
    world.produce = behind(gate)
    const { source } = await world.until(askOf(one, order))
    const leaving = new AbortController()
    const left = readAll(one, source, { order, signal: leaving.signal })
    const staying = readAll(one, source, { order, reader: 'bob' })
    await world.pass(500)
    expect(one.cache.readersOf(order.address)).toBe(2)
    leaving.abort()
    expect((await world.until(left)).reads).toEqual([])
    expect(one.cache.readersOf(order.address)).toBe(1)
    gate.open()
    expect((await world.until(staying)).text).toBe('answer 1 goes on')
  })
})
