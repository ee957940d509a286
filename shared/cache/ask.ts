import { randomUUID } from 'node:crypto'
import { IngotError, toIngotError } from '../errors.ts'
import type { AnswerAddress, AnswerIdentity, SealedAnswer } from '../ports/answer-log.ts'
import { type Asked, type CacheDeps, CLOCK_SKEW_MS, type Order, type Source } from './cache-deps.ts'
import { type CacheUse, isPlainlyFresh, isSame, judge } from './judge.ts'
import { lastResort } from './last-resort.ts'
import type { LiveLog } from './live-logs.ts'
import { inTime, lookUp } from './look-up.ts'
import { BELIEVED_MS, type StoredAnswer } from './memory-tier.ts'
import { requestOfFill } from './request-of-fill.ts'
import { identityOf } from './seal.ts'
import { type Started, startFill } from './start-fill.ts'
import { fillUnstored, unstoredOf } from './unstored-log.ts'

export type AskOptions = CacheUse & {
  /** Hash of the caller. */
  reader: string
  /** The caller does not wait: the fill may be left to the queue. */
  isQueued: boolean
  /** Nothing of it may be stored. */
  isUnstored: boolean
  /** The answer to another wording of the question will do. */
  semantic: boolean
}

/** More often than this, the fills of a key do not end by chance before they are read. */
const ATTEMPTS = 8

/**
 * What becomes of a question (docs/log-protocol.md, "Ask"): read a sealed answer, follow a fill that is
 * under way, or start one. Throws `not_cached` for `only`.
 */
export async function ask<Event, Request>(
  deps: CacheDeps<Event, Request>,
  order: Order<Request>,
  options: AskOptions,
): Promise<Asked<Event>> {
  if (options.isUnstored)
    return fillUnstored(deps, order, { state: 'miss', notStored: false, startedBy: options.reader })
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const asked = await tryToAsk(deps, order, options, { isFirst: attempt === 1 })
      if (asked) return asked
    }
  } catch (thrown) {
    const error = toIngotError(thrown)
    if (error.code !== 'store_unavailable' || options.use === 'only') throw error
    // An answer that cannot be kept is better than none.
    const state = options.use === 'bypass' ? 'bypass' : 'miss'
    const places = options.use === 'default' ? [order.address, unstoredOf(order.address)] : []
    const joined = places.map((address) => joinLive(deps, address)).find((asked) => asked !== undefined)
    return joined ?? fillUnstored(deps, order, { state, notStored: true, startedBy: options.reader })
  }
  throw new IngotError('superseded', 'Others keep ending this answer; ask again.')
}

/** What most questions come to: an answer in memory that is plainly fresh. Nothing is waited for. */
export function recall<Event, Request>(
  { memory, clock }: CacheDeps<Event, Request>,
  { address, collections }: Order<Request>,
  { use, maxAgeS, isUnstored }: Pick<AskOptions, 'use' | 'maxAgeS' | 'isUnstored'>,
): Asked<Event> | undefined {
  if (use === 'bypass' || isUnstored) return undefined
  const answer = memory.peek(address)
  if (!answer || !isPlainlyFresh(answer, collections, { maxAgeS, now: clock.now() })) return undefined
  return { state: 'hit', source: sealedSource(address, answer), fromMemory: true }
}

const sealedSource = <Event>({ scope, key }: AnswerAddress, answer: SealedAnswer<Event>): Source<Event> => ({
  kind: 'sealed',
  identity: { scope, key, fill: answer.fill },
  answer,
})

async function tryToAsk<Event, Request>(
  deps: CacheDeps<Event, Request>,
  order: Order<Request>,
  options: AskOptions,
  { isFirst }: { isFirst: boolean },
): Promise<Asked<Event> | undefined> {
  const { address } = order
  if (options.use === 'bypass') return start(deps, besideCache(order), options)
  const { answer, fromMemory } = isFirst
    ? await deps.memory.read(address, deps.log)
    : await readAnew(deps, address)
  const judged = await judge(deps, order, answer, options)
  if (judged) return serve(deps, order, judged, { ...options, fromMemory })
  const live = joinLive(deps, address)
  if (options.use === 'only') {
    // It has just ended here, and is being sealed.
    if (live && deps.live.newestOf(address)?.closing) return live
    throw new IngotError('not_cached', 'There is no answer to this in the cache.')
  }
  if (live) return live
  const name = `${address.key}/${address.scope}`
  const starting = deps.starting.get(name)
  if (starting !== undefined) return joinStart(deps, await starting.catch(() => undefined), options)
  const started = rememberedFailure(deps, order, answer, options).then(
    (failed) => failed ?? start(deps, order, options),
  )
  deps.starting.set(name, started)
  try {
    return await started
  } finally {
    deps.starting.delete(name)
  }
}

/** What was found once and would not do is looked at again in the store itself. */
async function readAnew<Event, Request>({ log, memory }: CacheDeps<Event, Request>, address: AnswerAddress) {
  memory.forget(address)
  return { answer: await log.readAnswer(address, { consistent: true }), fromMemory: false }
}

/** A key of its own: never joined, and it replaces nothing. */
const besideCache = <Request>({ address, ...order }: Order<Request>): Order<Request> => ({
  ...order,
  address: { ...address, key: `${address.key}~${randomUUID().replaceAll('-', '')}` },
})

/** What another reader's start came to is what this one reads, too. */
function joinStart<Event, Request>(
  deps: CacheDeps<Event, Request>,
  asked: Asked<Event> | undefined,
  { semantic }: Pick<AskOptions, 'semantic'>,
): Asked<Event> | undefined {
  if (!asked || asked.source.kind === 'sealed') return undefined
  if (asked.neighbour) return semantic ? asked : undefined
  const { identity, fence } = asked.source
  const live = deps.live.find({ ...identity, fence })
  // This process may have stood still since it asked for the lease.
  if (live && !isBelieved(deps, live)) return undefined
  return { state: 'coalesced', source: asked.source }
}

/** A sealed answer; one that is stale is refreshed meanwhile, by whoever gets the lease. */
async function serve<Event, Request>(
  deps: CacheDeps<Event, Request>,
  order: Order<Request>,
  { state, answer }: { state: 'fresh' | 'stale'; answer: SealedAnswer<Event> },
  options: AskOptions & { fromMemory: boolean },
): Promise<Asked<Event>> {
  const { address } = order
  if (!isSame(answer.facts.collections, order.collections)) await keepTrue(deps, order, answer)
  if (state === 'stale' && options.use !== 'only') void refresh(deps, order)
  const source = sealedSource(address, answer)
  return { state: state === 'fresh' ? 'hit' : 'stale', source, fromMemory: options.fromMemory }
}

/** The collections have new versions, which say the same: nobody needs to look again. */
async function keepTrue<Event, Request>(
  { log, memory }: CacheDeps<Event, Request>,
  { address, collections }: Order<Request>,
  { fence, facts, freshUntil, staleUntil }: SealedAnswer<Event>,
): Promise<void> {
  const life = { facts: { ...facts, collections }, freshUntil, staleUntil }
  await log.amend({ ...address, fence }, life).catch(() => undefined)
  memory.forget(address)
}

/** One refresher across all instances: whoever gets the lease. After a failure the stale answer stays a while. */
async function refresh<Event, Request>(
  deps: CacheDeps<Event, Request>,
  order: Order<Request>,
): Promise<void> {
  const { address } = order
  const name = `${address.key}/${address.scope}`
  if (deps.starting.has(name) || deps.live.newestOf(address)) return
  const run = async () => {
    const failure = await deps.log.readFailure(address)
    if (failure && failure.until > deps.clock.now()) return
    const isAcceptable = async (stored: StoredAnswer<Event>) =>
      (await judge(deps, order, stored, { maxAgeS: null }))?.state === 'fresh'
    const started = await startFill(deps, order, { startedBy: REFRESH, isAcceptable, isQueued: false })
    if (started.kind === 'started') deps.count('refreshes', 1, deps.factsFor(order.request).freshness)
  }
  const running = run().then(
    () => undefined,
    () => undefined,
  )
  deps.starting.set(name, running)
  deps.running.add(running)
  await running
  deps.running.delete(running)
  deps.starting.delete(name)
}
/** No caller's hash. */
const REFRESH = 'refresh'

/** A fill that this process knows of. A running one is always young enough. */
function joinLive<Event, Request>(
  deps: CacheDeps<Event, Request>,
  address: AnswerAddress,
): Asked<Event> | undefined {
  const live = deps.live.newestOf(address)
  if (!live || !isWorthReading(deps, live)) return undefined
  if (!isBelieved(deps, live)) return undefined
  return { state: 'coalesced', source: followSource(live) }
}

/** Whether it has not been purged, as far as this process can know: its renewals and polls would have told. */
const isBelieved = <Event, Request>({ clock }: CacheDeps<Event, Request>, { confirmedAt }: LiveLog<Event>) =>
  clock.now() - confirmedAt < BELIEVED_MS

function isWorthReading<Event, Request>({ rules }: CacheDeps<Event, Request>, live: LiveLog<Event>): boolean {
  if (!live.closing) return true
  const terminal = live.events.at(-1)
  return live.closing.kind === 'ended' && terminal !== undefined && rules.mayBeSealed(terminal)
}

const followSource = <Event>({ address, fill }: LiveLog<Event>): Source<Event> => ({
  kind: 'log',
  identity: identityOf(address, fill),
  fence: address.fence,
})

async function rememberedFailure<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { address, request }: Order<Request>,
  answer: StoredAnswer<Event>,
  { maxAgeS }: Pick<AskOptions, 'maxAgeS'>,
): Promise<Asked<Event> | undefined> {
  const failure = await deps.log.readFailure(address)
  if (!failure || failure.until <= deps.clock.now() || failure.fence <= (answer?.fence ?? 0)) return undefined
  deps.count('failures_remembered')
  const instead = deps.rules.mayBeMadeUpFor(failure.event)
    ? await lastResort(deps, answer, { request, maxAgeS })
    : undefined
  if (instead) return { state: 'stale', source: sealedSource(address, instead), because: failure.event }
  const identity: AnswerIdentity = { ...address, fill: failure.fence }
  return {
    state: 'coalesced',
    source: { kind: 'failed', identity, fence: failure.fence, event: failure.event },
  }
}

/** Leads, or follows who does; undefined: what was found has changed meanwhile, look again. */
async function start<Event, Request>(
  deps: CacheDeps<Event, Request>,
  order: Order<Request>,
  options: AskOptions,
): Promise<Asked<Event> | undefined> {
  const { address, request } = order
  const started: Started<Event> = await startFill(deps, order, {
    startedBy: options.reader,
    isAcceptable: async (stored) => (await judge(deps, order, stored, options)) !== undefined,
    isQueued: options.isQueued && deps.isWhole(deps.rowOf(request)),
    lookUp:
      deps.neighbours && options.semantic && options.use === 'default'
        ? () => lookUp(deps, order, options)
        : undefined,
  })
  const state = options.use === 'bypass' ? ('bypass' as const) : ('miss' as const)
  switch (started.kind) {
    case 'started': {
      const source = followSource(started.live)
      const neighbour = deps.neighbours && (await inTime(deps.clock, started.neighbour))
      return neighbour ? { state: 'hit', source, neighbour } : { state, source }
    }
    case 'queued': {
      const { fill, fence } = started
      return { state, source: { kind: 'log', identity: { ...address, fill }, fence }, isQueued: true }
    }
    case 'answered':
      return undefined
    case 'held': {
      const { lease } = started
      const identity = { ...address, fill: lease.fill }
      const source = { kind: 'log' as const, identity, fence: lease.fence }
      if (deps.clock.now() <= lease.until + CLOCK_SKEW_MS) return { state: 'coalesced', source }
      // Who works the queue goes on with what a row 0 tells, and with nothing else.
      if (options.isQueued && (await requestOfFill(deps, identity, lease.fence)) !== undefined) {
        await deps.enqueue(identity)
        return { state: 'coalesced', source, isQueued: true }
      }
      const led = await deps.lead(identity, lease, request)
      return led === 'leading' ? { state, source: { ...source, fence: lease.fence + 1 } } : undefined
    }
  }
}
