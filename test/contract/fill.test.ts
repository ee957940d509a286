import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDynamoAnswerLog } from '../../shared/adapters/dynamodb/answer-log.ts'
import { type EventRules, type FillDeps, startFill } from '../../shared/cache/fill.ts'
import { createLiveLogs, followLive } from '../../shared/cache/live-logs.ts'
import { purgeAnswer, readById } from '../../shared/cache/read-by-id.ts'
import { IngotError } from '../../shared/errors.ts'
import { startTestStore } from '../support/local-store.ts'

type Event = { type: 'delta' | 'end' | 'failed'; text: string }
const rules: EventRules<Event> = {
  isTerminal: ({ type }) => type !== 'delta',
  isUrgent: () => false,
  mayBeSealed: ({ type }) => type === 'end',
  failure: ({ code }) => ({ type: 'failed', text: code }),
}
const delta = (text: string): Event => ({ type: 'delta', text })
const END: Event = { type: 'end', text: 'done' }

describe('a fill over the store', () => {
  let store: Awaited<ReturnType<typeof startTestStore>>
  let now = 1_790_000_000_000
  let count = 0
  beforeAll(async () => {
    store = await startTestStore()
  })
  afterAll(() => store.close())

  const createDeps = (owner = 'one'): FillDeps<Event> => {
    const clock = { now: () => now, sleep: async () => undefined }
    return {
      log: createDynamoAnswerLog<Event>({ client: store.client, clock }),
      live: createLiveLogs(),
      rules,
      clock,
      owner,
    }
  }
  const nextAddress = () => ({ scope: 'public', key: `ab${count++}` })
  const fill = (
    deps: FillDeps<Event>,
    address: { scope: string; key: string },
    produce: (signal: AbortSignal) => AsyncIterable<Event>,
  ) => startFill(deps, { address, request: { asked: 'x' }, timeoutMs: 60_000, produce })
  const collect = async (events: AsyncIterable<Event>) => {
    const collected: Event[] = []
    for await (const event of events) collected.push(event)
    return collected
  }

  it('writes the request first, then the events, and seals what ended well', async () => {
    const deps = createDeps()
    const address = nextAddress()
    const started = await fill(deps, address, async function* () {
      yield delta('a')
      yield delta('b')
      yield END
    })
    expect(await collect(followLive(started.live))).toEqual([delta('a'), delta('b'), END])
    await started.done
    const rows = await deps.log.readRows({ ...address, fence: started.fence }, { after: -1 })
    expect(rows.map(({ row }) => row.kind)).toEqual(['request', 'end'])
    expect(await deps.log.readAnswer(address)).toMatchObject({
      fill: started.fill,
      events: [delta('a'), delta('b'), END],
    })
    expect(await deps.log.readLease(address)).toMatchObject({ state: 'done' })
    expect(await readById(createDeps('other'), { ...address, fill: started.fill })).toMatchObject({
      complete: true,
    })
  })

  it('tells a failure to its readers and does not seal it', async () => {
    const deps = createDeps()
    const address = nextAddress()
    const started = await fill(deps, address, async function* () {
      yield delta('a')
      throw new IngotError('model_unavailable', 'gone')
    })
    expect(await collect(followLive(started.live))).toEqual([
      delta('a'),
      { type: 'failed', text: 'model_unavailable' },
    ])
    await started.done
    expect(await deps.log.readAnswer(address)).toBeUndefined()
    const read = await readById(createDeps('other'), { ...address, fill: started.fill })
    expect(read.events.at(-1)).toEqual({ type: 'failed', text: 'model_unavailable' })
  })

  it('gives a producer that ends without an outcome one', async () => {
    const started = await fill(createDeps(), nextAddress(), async function* () {
      yield delta('a')
    })
    expect((await collect(followLive(started.live))).at(-1)).toEqual({ type: 'failed', text: 'internal' })
  })

  it('stops when somebody else has written its last row, the producer included', async () => {
    const deps = createDeps()
    const address = nextAddress()
    let resume: () => void = () => undefined
    const paused = new Promise<void>((resolve) => {
      resume = resolve
    })
    let signal: AbortSignal | undefined
    const started = await fill(deps, address, async function* (stop) {
      signal = stop
      await paused
      yield delta('too late')
      yield END
    })
    await purgeAnswer(createDeps('operator'), { ...address, fill: started.fill })
    resume()
    expect((await collect(followLive(started.live))).at(-1)).toEqual({ type: 'failed', text: 'superseded' })
    await started.done
    expect(signal?.aborted).toBe(true)
    expect(await deps.log.readAnswer(address)).toEqual({ purged: true, fence: started.fence })
    await expect(readById(deps, { ...address, fill: started.fill })).rejects.toMatchObject({
      code: 'answer_gone',
    })
  })

  it('of a process that died is running until its lease is over, then closed for whoever reads it', async () => {
    const dead = createDeps('dead')
    const address = nextAddress()
    const { fence, fill: number } = await dead.log.start(address, { owner: 'dead', until: now + 10_000 })
    const at = { ...address, fence }
    await dead.log.append(at, 0, { kind: 'request', request: {}, until: now + 10_000 }, { owner: 'dead' })
    await dead.log.append(at, 1, { kind: 'events', first: 0, events: [delta('a')] }, { owner: 'dead' })
    const identity = { ...address, fill: number }
    expect(await readById(createDeps(), identity)).toMatchObject({ complete: false, events: [delta('a')] })
    now += 10_000
    const closed = { complete: true, events: [delta('a'), { type: 'failed', text: 'fill_abandoned' }] }
    expect(await readById(createDeps(), identity)).toMatchObject(closed)
    expect(await readById(createDeps(), identity)).toMatchObject(closed)
    expect(await dead.log.append(at, 2, { kind: 'end', first: 1, events: [END] }, { owner: 'dead' })).toBe(
      'taken',
    )
  })

  it('is not taken for dead because somebody has asked the same again', async () => {
    const one = createDeps('one')
    const address = nextAddress()
    let resume: () => void = () => undefined
    const paused = new Promise<void>((resolve) => {
      resume = resolve
    })
    const started = await fill(one, address, async function* () {
      await paused
      yield END
    })
    await (
      await fill(createDeps('two'), address, async function* () {
        yield END
      })
    ).done
    const read = await readById(createDeps('three'), { ...address, fill: started.fill })
    expect(read).toMatchObject({ complete: false, events: [] })
    resume()
    expect(await collect(followLive(started.live))).toEqual([END])
  })

  it('that never was cannot be purged', async () => {
    const purging = purgeAnswer(createDeps(), { ...nextAddress(), fill: 9_999_999_999 })
    await expect(purging).rejects.toMatchObject({ code: 'not_found' })
  })

  it('tells its readers when the store goes away', async () => {
    const broken = createDeps()
    const log = {
      ...broken.log,
      append: async () => Promise.reject(new IngotError('store_unavailable', 'down')),
    }
    const started = await startFill(
      { ...broken, log: { ...log, append: withFirst(broken.log.append, log.append) } },
      {
        address: nextAddress(),
        request: {},
        timeoutMs: 1_000,
        produce: async function* () {
          yield END
        },
      },
    )
    expect(await collect(followLive(started.live))).toEqual([{ type: 'failed', text: 'store_unavailable' }])
    await started.done
  })
})

/** The first call goes one way, all later ones the other. */
function withFirst<Call extends (...words: never[]) => unknown>(first: Call, later: Call): Call {
  let calls = 0
  return ((...words: never[]) => (calls++ === 0 ? first(...words) : later(...words))) as Call
}
