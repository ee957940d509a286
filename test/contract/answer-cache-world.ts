import { setImmediate } from 'node:timers/promises'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { createDynamoAnswerLog } from '../../shared/adapters/dynamodb/answer-log.ts'
import { createDynamoProvenance } from '../../shared/adapters/dynamodb/provenance.ts'
import { type AnswerCache, createAnswerCache } from '../../shared/cache/answer-cache.ts'
import type { AskOptions } from '../../shared/cache/ask.ts'
import type { EventRules, FillContext, Neighbours, Order, Source } from '../../shared/cache/cache-deps.ts'
import type { Read } from '../../shared/cache/read-log.ts'
import { IngotError } from '../../shared/errors.ts'
import type { AnswerAddress, AnswerIdentity } from '../../shared/ports/answer-log.ts'
import { startTestStore } from '../support/local-store.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { createVirtualTime, type VirtualProcess } from '../support/virtual-time.ts'

export const START_MS = 1_800_000_000_000

export type CacheEvent = {
  type: 'thought' | 'delta' | 'not-stored' | 'end' | 'cancelled' | 'failed'
  text: string
}
export type CacheRequest = { asked: string }
export const delta = (text: string): CacheEvent => ({ type: 'delta', text })
export const END: CacheEvent = { type: 'end', text: '' }
export const failed = (code: string): CacheEvent => ({ type: 'failed', text: code })

const rules: EventRules<CacheEvent> = {
  isTerminal: ({ type }) => type === 'end' || type === 'cancelled' || type === 'failed',
  isUrgent: ({ type }, before) => type === 'delta' && !before.some((event) => event.type === 'delta'),
  isApart: ({ type }) => type === 'thought',
  mayBeSealed: ({ type }) => type === 'end',
  failure: ({ code }) => failed(code),
  rememberForS: ({ text }) => (text === 'model_unavailable' ? 5 : 0),
  cancelled: (_, events) => ({ type: 'cancelled', text: `${events.length} events` }),
  restartReason({ type, text }) {
    if (type === 'cancelled') return 'cancelled'
    return text === 'source_purged' ? 'source_purged' : undefined
  },
  mayBeMadeUpFor: ({ type }) => type === 'failed',
  notStored: () => ({ type: 'not-stored', text: '' }),
}

/** A cache in a process of its own. */
export type CacheServer = {
  name: string
  cache: AnswerCache<CacheEvent, CacheRequest>
  process: VirtualProcess
  /** Whether it cannot reach the store. */
  isCut: boolean
  counts: Record<string, number>
  queue: AnswerIdentity[]
}

export type Production = { context: FillContext; server: CacheServer; call: number }
type Produce = (request: CacheRequest, production: Production) => AsyncIterable<CacheEvent>

export type Reading = {
  reads: Read<CacheEvent>[]
  /** The events since the last restart. */
  events: CacheEvent[]
  /** Their text. */
  text: string
  /** Why it was begun again, each time. */
  restarts: string[]
  lastId: number
}

/** Caches of several processes over one dynalite, on a time that stands while any of them waits for the store. */
export async function createCacheWorld() {
  const store = await startTestStore()
  const time = createVirtualTime({ startMs: START_MS })
  let inFlight = 0
  let keys = 0
  let servers = 0

  /** The store as one process sees it: a dead one hears no reply, one that is cut off reaches nothing. */
  const seenBy = <Store extends object>(target: Store, server: () => CacheServer): Store => {
    const call = async (send: () => Promise<unknown>) => {
      if (!server().process.isAlive) return new Promise(() => undefined)
      if (server().isCut) throw new IngotError('store_unavailable', 'The store is cut off.')
      inFlight += 1
      try {
        return await send()
      } finally {
        inFlight -= 1
        if (!server().process.isAlive) await new Promise(() => undefined)
      }
    }
    const calls = Object.entries(target).map(([name, send]) => [
      name,
      (...words: unknown[]) => call(() => (send as (...words: unknown[]) => Promise<unknown>)(...words)),
    ])
    return Object.fromEntries(calls) as Store
  }

  const world = {
    store,
    time,
    /** How many fills have called for an answer. */
    calls: 0,
    produce: async function* (_request, { call }) {
      yield delta(`answer ${call} `)
      yield delta('goes on')
      yield END
    } as Produce,

    createServer({
      skewMs = 0,
      neighbours,
    }: {
      skewMs?: number
      neighbours?: Neighbours<CacheEvent, CacheRequest>
    } = {}): CacheServer {
      servers += 1
      const name = `server ${servers}`
      const process = time.createProcess(name, { skewMs })
      const { clock } = process
      const counts: Record<string, number> = {}
      const queue: AnswerIdentity[] = []
      const own = () => server
      const cache = createAnswerCache<CacheEvent, CacheRequest>({
        log: seenBy(createDynamoAnswerLog<CacheEvent>({ client: store.client, clock }), own),
        provenance: seenBy(createDynamoProvenance({ client: store.client, clock }), own),
        rules,
        clock,
        random: createSeededRandom(servers),
        count: (counter, by = 1) => {
          counts[counter] = (counts[counter] ?? 0) + by
        },
        owner: name,
        produce(request, context) {
          world.calls += 1
          return world.produce(request, { context, server, call: world.calls })
        },
        timeoutMs: 60_000,
        lifeOf: ({ retrievedAt }) => ({
          freshUntil: retrievedAt + 60_000,
          staleUntil: retrievedAt + 600_000,
        }),
        factsFor: () => ({ freshness: 'live' }),
        rowOf: (request) => request,
        isWhole: () => true,
        passagesNow: async () => null,
        enqueue: async (identity) => void queue.push(identity),
        memoryBytes: 1_000_000,
        neighbours,
      })
      const server: CacheServer = { name, cache, process, isCut: false, counts, queue }
      return server
    },

    /** The store itself, beside all caches. */
    log: createDynamoAnswerLog<CacheEvent>({
      client: store.client,
      clock: { now: time.now, sleep: async () => undefined },
    }),
    provenance: createDynamoProvenance({
      client: store.client,
      clock: { now: time.now, sleep: async () => undefined },
    }),

    /** A question that nobody has asked yet. */
    nextOrder(): Order<CacheRequest> {
      keys += 1
      const key = `abcdef${keys.toString(16).padStart(4, '0')}`
      return { address: { scope: 'public', key }, request: { asked: key }, collections: {} }
    },

    /** Lets the processes run, and time pass while they all wait for it, until this has happened. */
    async until<Value>(happening: Promise<Value>): Promise<Value> {
      let isDone = false
      const done = happening.finally(() => {
        isDone = true
      })
      done.catch(() => undefined)
      for (;;) {
        await world.quiet()
        if (isDone) return done
        await time.run({ untilMs: Number.POSITIVE_INFINITY, eventsAtMost: 0 })
      }
    },
    /** Until all that can happen without time passing has. */
    async quiet() {
      do await setImmediate()
      while (inFlight > 0)
    },
    pass: (ms: number) =>
      world.until(
        new Promise<void>((resolve) => {
          time.after(ms, resolve)
        }),
      ),

    /** What the table holds under a key, by partition and sort key. */
    async itemsOf({ key }: AnswerAddress): Promise<string[]> {
      const { Items = [] } = await store.client.send(new ScanCommand({ TableName: 'ingot-cache' }))
      const names = Items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`)
      return names.filter((name) => name.includes(key)).sort()
    },
    close: () => store.close(),
  }
  return world
}
export type CacheWorld = Awaited<ReturnType<typeof createCacheWorld>>

const ASK: AskOptions = {
  ...{ use: 'default', maxAgeS: null, semantic: true },
  ...{ reader: 'ann', isQueued: false, isUnstored: false },
}

export const askOf = (server: CacheServer, order: Order<CacheRequest>, options: Partial<AskOptions> = {}) =>
  server.cache.ask(order, { ...ASK, ...options })

export type ReadOptions = Partial<{
  reader: string
  after: number | null
  apart: boolean
  order: Order<CacheRequest>
  maxAgeS: number | null
  semantic: boolean
  signal: AbortSignal
  onRead: (read: Read<CacheEvent>) => void
}>

export async function readAll(
  server: CacheServer,
  source: Source<CacheEvent>,
  options: ReadOptions = {},
): Promise<Reading> {
  const { order, onRead, ...given } = options
  const signal = given.signal ?? new AbortController().signal
  const whole = { reader: 'ann', after: null, apart: false, maxAgeS: null, semantic: true }
  const reading = { ...whole, ...given, signal, order }
  const orderOf = async (identity: AnswerIdentity, request: CacheRequest): Promise<Order<CacheRequest>> => ({
    address: { scope: identity.scope, key: identity.key },
    request,
    collections: {},
  })
  const reads: Read<CacheEvent>[] = []
  for await (const read of server.cache.read(source, { ...reading, orderOf })) {
    reads.push(read)
    onRead?.(read)
  }
  const last = reads.findLastIndex(({ kind }) => kind === 'restart')
  const events = reads.slice(last + 1).flatMap((read) => (read.kind === 'event' ? [read.event] : []))
  return {
    reads,
    events,
    text: events.map(({ text }) => text).join(''),
    restarts: reads.flatMap((read) => (read.kind === 'restart' ? [read.reason] : [])),
    lastId: Math.max(...reads.map((read) => (read.kind === 'event' ? read.id : 0))),
  }
}

/** Asks, and reads what it comes to, to its end. */
export async function askAndRead(
  server: CacheServer,
  order: Order<CacheRequest>,
  options: Partial<AskOptions> & Pick<ReadOptions, 'onRead' | 'apart'> = {},
) {
  const { onRead, apart = false, ...asking } = options
  const asked = await askOf(server, order, asking)
  const { reader = 'ann', maxAgeS = null, semantic = true } = asking
  const reading = await readAll(server, asked.source, {
    order,
    reader,
    maxAgeS,
    semantic,
    apart,
    ...(onRead ? { onRead } : {}),
  })
  return { ...asked, ...reading }
}

/** A point that a script waits at until it is let through. */
export function createGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
