import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Neighbours } from '../../shared/cache/cache-deps.ts'
import type { Target } from '../../shared/ports/answer-log.ts'
import {
  askAndRead,
  askOf,
  type CacheEvent,
  type CacheRequest,
  type CacheServer,
  type CacheWorld,
  createCacheWorld,
  delta,
  END,
  readAll,
} from './answer-cache-world.ts'

const MATCH = { question: 'the other wording', similarity: 0.97 }

describe('the answer to another wording, over two processes', () => {
  let world: CacheWorld
  let one: CacheServer
  let two: CacheServer
  /** What every server finds; undefined: nothing. */
  let target: Target | undefined
  let lookUps = 0
  /** How long a look-up takes. */
  let lookUpMs = 0
  let kept: Target[] = []
  const neighboursOf = (sleep: (ms: number) => Promise<void>): Neighbours<CacheEvent, CacheRequest> => ({
    async find(_, isServable) {
      lookUps += 1
      if (lookUpMs > 0) await sleep(lookUpMs)
      return target && (await isServable(target)) ? { target, match: MATCH } : undefined
    },
    judge: () => undefined,
    keep: (_, { address, fill }) => void kept.push({ ...address, fill }),
  })
  const createServer = () => {
    const server: CacheServer = world.createServer({
      neighbours: neighboursOf((ms) => server.process.clock.sleep(ms)),
    })
    return server
  }
  beforeAll(async () => {
    world = await createCacheWorld()
  })
  afterAll(() => world.close())
  beforeEach(() => {
    world.calls = 0
    one = createServer()
    two = createServer()
    ;[target, lookUps, lookUpMs, kept] = [undefined, 0, 0, []]
  })
  const ask = (...words: Parameters<typeof askAndRead>) => world.until(askAndRead(...words))
  /** Answers a question, which is found from then on. */
  async function answer(server = one) {
    const order = world.nextOrder()
    const { events } = await ask(server, order)
    await world.until(server.cache.settled())
    target = kept.at(-1)
    lookUps = 0
    return { order, events }
  }
  const lastRow = async ({ scope, key }: { scope: string; key: string }, fence: number) =>
    (await world.log.readRows({ scope, key, fence }, { after: -1 })).at(-1)?.row

  it('ends the fill with a redirect, which every instance reads under the asker’s own numbers', async () => {
    const { events } = await answer()
    const order = world.nextOrder()
    const asked = await ask(two, order)
    expect(asked).toMatchObject({ state: 'hit', neighbour: { match: MATCH }, events })
    const { fill } = asked.source.identity
    expect(asked.lastId).toBe(fill * 1_000_000 + 2)
    expect(asked.reads[0]).toMatchObject({ kind: 'matched', match: MATCH, facts: { freshness: 'live' } })
    await world.until(two.cache.settled())
    expect(await lastRow(order.address, fill)).toEqual({ kind: 'redirect', target, match: MATCH })
    expect(await world.log.readAnswer(order.address, { consistent: true })).toBeUndefined()
    expect(await world.log.readLease(order.address)).toMatchObject({ state: 'done' })
    const byId = await world.until(one.cache.find(asked.source.identity))
    expect(byId).toMatchObject({ match: MATCH, events, state: 'ended' })
    expect(two.counts['semantic_hits']).toBe(1)
    expect(two.counts['failures']).toBeUndefined()
  })

  it('is looked for by who fills alone: not for an exact hit, `only`, `bypass` or an opt-out', async () => {
    const { order } = await answer()
    expect((await ask(two, order)).state).toBe('hit')
    await expect(ask(two, world.nextOrder(), { use: 'only' })).rejects.toMatchObject({ code: 'not_cached' })
    expect((await ask(two, world.nextOrder(), { use: 'bypass' })).state).toBe('bypass')
    expect((await ask(two, world.nextOrder(), { semantic: false })).state).toBe('miss')
    expect(lookUps).toBe(0)
  })

  it('is no hit when it is purged, expired, or too old for the caller', async () => {
    const { order } = await answer()
    expect((await ask(two, world.nextOrder(), { maxAgeS: 3_600 })).state).toBe('hit')
    await world.pass(2_000)
    expect((await ask(two, world.nextOrder(), { maxAgeS: 1 })).state).toBe('miss')
    await world.until(one.cache.purge(order.address))
    expect((await ask(two, world.nextOrder())).state).toBe('miss')
    await answer()
    await world.pass(61_000)
    expect((await ask(two, world.nextOrder())).state).toBe('miss')
  })

  it('ends for readers when the target is purged after the redirect', async () => {
    const { order: of } = await answer()
    const order = world.nextOrder()
    const asked = await world.until(askOf(two, order))
    await world.until(two.cache.settled())
    await world.until(one.cache.purge(of.address))
    world.calls = 0
    const read = await world.until(readAll(two, asked.source, { order }))
    expect(read).toMatchObject({ restarts: ['source_purged'], text: 'answer 1 goes on' })
    const gone = world.until(one.cache.find(asked.source.identity))
    await expect(gone).rejects.toMatchObject({ code: 'answer_gone' })
  })

  it('is not read by a follower who opted out', async () => {
    await answer()
    const order = world.nextOrder()
    lookUpMs = 100
    world.calls = 0
    const [first, second] = await world.until(
      Promise.all([askAndRead(one, order), askAndRead(one, order, { reader: 'bob', semantic: false })]),
    )
    expect(first).toMatchObject({ state: 'hit' })
    expect(second.neighbour).toBeUndefined()
    // The first one's flow had begun when the neighbour was found.
    expect(second.text).toBe('answer 2 goes on')
    expect(second.reads.some(({ kind }) => kind === 'matched')).toBe(false)
  })

  it('does not hold up a miss for more than 150 ms, and a later verdict is ignored', async () => {
    await answer()
    lookUpMs = 151
    const order = world.nextOrder()
    const from = world.time.now()
    const asked = await world.until(askOf(two, order))
    expect(asked.state).toBe('miss')
    expect(world.time.now() - from).toBe(150)
    const read = await world.until(readAll(two, asked.source, { order }))
    expect(read.events).toEqual([delta('answer 2 '), delta('goes on'), END])
    expect(two.counts).toMatchObject({ semantic_misses: 1 })
  })

  it('lets the flow run on while it is looked for', async () => {
    lookUpMs = 140
    let stages = 0
    world.produce = async function* () {
      stages += 1
      yield delta('a')
      await two.process.clock.sleep(100)
      stages += 1
      yield delta('b')
      yield END
    }
    const asked = await world.until(askOf(two, world.nextOrder()))
    expect(asked.state).toBe('miss')
    expect(stages).toBe(2)
    expect((await world.until(readAll(two, asked.source))).text).toBe('ab')
  })
})
