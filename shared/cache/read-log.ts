import { IngotError } from '../errors.ts'
import type {
  AnswerIdentity,
  FillFacts,
  LogAddress,
  Match,
  SealedAnswer,
  Target,
} from '../ports/answer-log.ts'
import type { CacheDeps, RestartReason, Source } from './cache-deps.ts'
import { openLog } from './copy-log.ts'
import { eventId, placeOfEvent } from './event-id.ts'
import { lastResort } from './last-resort.ts'
import type { LiveLog } from './live-logs.ts'
import { sealedEvents, targetOf } from './read-target.ts'

export type Read<Event> =
  | { kind: 'event'; id: number; event: Event }
  /** What follows was made for another wording of the question. `freshUntil`: ms since the epoch. */
  | { kind: 'matched'; match: Match; facts: FillFacts; freshUntil: number }
  /** What was read before is void; the answer follows anew, as the one of `identity`. */
  | {
      kind: 'restart'
      reason: Exclude<RestartReason, 'failed'>
      identity: AnswerIdentity
      instead?: undefined
    }
  /** The answer has failed: an expired one is told instead. */
  | {
      kind: 'restart'
      reason: 'failed'
      identity: AnswerIdentity
      instead: { answer: SealedAnswer<Event>; of: Event }
    }

export type ReadOptions<Event, Request> = {
  /** Hash of the caller. */
  reader: string
  /** Id of the last event that was seen; null: from the beginning. */
  after: number | null
  /** Events that are kept apart, too. */
  apart: boolean
  /** An answer that is older is not this reader's, however it was found. */
  maxAgeS: number | null
  request: Request | undefined
  /** The answer to another wording of the question will do. */
  semantic: boolean
  /** Stops the reading. */
  signal: AbortSignal
  /** Another source, for a reader whose answer was cancelled or purged by others; undefined: there is none. */
  again: (request: Request | undefined, ended: Ended) => Promise<Source<Event> | undefined>
}

/** The log that did not hold this reader's answer. `semantic`: whether another wording's would do now. */
export type Ended = { address: LogAddress; semantic: boolean }

/** Reads an answer to its terminal event, through takeovers and redirects. */
export async function* readAnswer<Event, Request>(
  deps: CacheDeps<Event, Request>,
  from: Source<Event>,
  options: ReadOptions<Event, Request>,
): AsyncGenerator<Read<Event>> {
  let source = from
  let { request } = options
  let seen = options.after === null ? undefined : placeOfEvent(options.after)
  for (;;) {
    const fence = source.kind === 'sealed' ? source.answer.fence : source.fence
    if (seen && seen.fence !== fence) {
      yield { kind: 'restart', reason: 'moved', identity: source.identity }
      seen = undefined
    }
    const next = yield* readSource(deps, source, { ...options, request, first: seen ? seen.n + 1 : 0 })
    if (!next) return
    seen = undefined
    source = next.source
    // A log that is ended before its row 0 was written does not tell what it is about.
    request ??= next.request
    const { identity } = source
    yield next.reason === 'failed'
      ? { kind: 'restart', reason: 'failed', identity, instead: next.instead }
      : { kind: 'restart', reason: next.reason, identity }
  }
}

type Next<Event, Request> =
  | { reason: Exclude<RestartReason, 'failed'>; source: Source<Event>; request: Request | undefined }
  | {
      reason: 'failed'
      source: Source<Event>
      request: Request | undefined
      instead: { answer: SealedAnswer<Event>; of: Event }
    }
  | undefined
type From<Event, Request> = ReadOptions<Event, Request> & { first: number }

/** One source from its event `first` on; returns where to go on, if that was not the end. */
async function* readSource<Event, Request>(
  deps: CacheDeps<Event, Request>,
  source: Source<Event>,
  options: From<Event, Request>,
): AsyncGenerator<Read<Event>, Next<Event, Request>> {
  switch (source.kind) {
    case 'failed':
      yield { kind: 'event', id: eventId(source.fence, 0), event: source.event }
      return undefined
    case 'sealed': {
      const { answer, identity } = source
      const events = await sealedEvents(deps, { ...identity, fence: answer.fence }, answer.events, options)
      yield* numbered(events, answer.fence, options.first)
      return undefined
    }
    case 'log': {
      const address = { ...source.identity, fence: source.fence }
      const live = openLog(deps, address, source.identity.fill, options.request)
      const leave = live.join(options.reader)
      try {
        return yield* readLive(deps, live, source.identity, options)
      } finally {
        leave()
      }
    }
  }
}

/** Everything from `first` on; at least the terminal event, which every reading ends with. */
function* numbered<Event>(
  events: readonly (Event | null)[],
  fence: number,
  first: number,
): Generator<Read<Event>> {
  for (let n = Math.min(first, events.length - 1); n < events.length; n += 1) {
    const event = events[n]
    // Who was told more than could be stored finds the end before where they are.
    if (event !== null && event !== undefined)
      yield { kind: 'event', id: eventId(fence, Math.max(n, first)), event }
  }
}

async function* readLive<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  identity: AnswerIdentity,
  options: From<Event, Request>,
): AsyncGenerator<Read<Event>, Next<Event, Request>> {
  const { rules } = deps
  const { fence } = live.address
  const left = new Promise<void>((resolve) => {
    options.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  for (let n = options.first; ; n += 1) {
    if (n >= live.events.length && !live.closing) await Promise.race([live.grownPast(n), left])
    if (options.signal.aborted) return undefined
    if (n >= live.events.length) return yield* readOn(deps, live, identity, { ...options, told: n })
    const event = live.events[n] as Event
    if (!rules.isTerminal(event)) yield { kind: 'event', id: eventId(fence, n), event }
    else return yield* readEnd(deps, live, identity, { ...options, event, n })
  }
}

/** The terminal event is the reader's own, unless others have ended what they still want. */
async function* readEnd<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  identity: AnswerIdentity,
  options: From<Event, Request> & { event: Event; n: number },
): AsyncGenerator<Read<Event>, Next<Event, Request>> {
  const reason = deps.rules.restartReason(options.event)
  const request = live.request as Request | undefined
  if (reason && !(reason === 'cancelled' && (await isStarter(deps, identity, options.reader)))) {
    const { address } = live
    const source = await options.again(request, { address, semantic: options.semantic })
    if (source) return { reason, source, request }
  }
  if (deps.rules.mayBeMadeUpFor(options.event)) {
    const answer = await answerInstead(deps, live, options)
    const of = options.event
    if (answer) {
      const { scope, key } = identity
      const source = { kind: 'sealed' as const, identity: { scope, key, fill: answer.fill }, answer }
      return { reason: 'failed', source, request, instead: { answer, of } }
    }
  }
  yield { kind: 'event', id: eventId(live.address.fence, options.n), event: options.event }
  return undefined
}

async function answerInstead<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  { maxAgeS }: { maxAgeS: number | null },
): Promise<SealedAnswer<Event> | undefined> {
  const answer = await deps.log.readAnswer(live.address, { consistent: true }).catch(() => undefined)
  return lastResort(deps, answer, { request: live.request as Request | undefined, maxAgeS })
}

/** Who started a fill that was cancelled has cancelled it. */
async function isStarter<Event, Request>(
  { log, clock }: CacheDeps<Event, Request>,
  identity: AnswerIdentity,
  reader: string,
): Promise<boolean> {
  for (let attempt = 1; attempt <= LOOKS_AT_MOST; attempt += 1) {
    try {
      const lease = await log.readLease(identity)
      // When it has gone on to another fill, somebody else wants the answer anyway.
      return lease?.fill === identity.fill && lease.startedBy === reader
    } catch {
      await clock.sleep(LOOK_AGAIN_MS)
    }
  }
  return true
}
const LOOKS_AT_MOST = 3
const LOOK_AGAIN_MS = 300

/** What follows in a log that was closed without an end of its own, or whose end was seen before. */
async function* readOn<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  identity: AnswerIdentity,
  options: From<Event, Request> & { told: number },
): AsyncGenerator<Read<Event>, Next<Event, Request>> {
  const { fence } = live.address
  const request = live.request as Request | undefined
  switch (live.closing?.kind) {
    case 'moved':
      return { reason: 'moved', source: { kind: 'log', identity, fence: live.closing.fence }, request }
    case 'redirected':
      return yield* readRedirect(deps, live, identity, { ...options, ...live.closing })
    case 'lost':
      yield { kind: 'event', id: eventId(fence, options.told), event: deps.rules.failure(live.closing.error) }
      return undefined
    default: {
      // Who was told more than could be stored finds the end before where they are.
      const event = live.events.at(-1) as Event
      return yield* readEnd(deps, live, identity, { ...options, event, n: options.told })
    }
  }
}

/** The answer that a log redirects to; the fill begins anew without it if it is gone, or not wanted. */
async function* readRedirect<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  identity: AnswerIdentity,
  options: From<Event, Request> & { told: number; target: Target; match?: Match | undefined },
): AsyncGenerator<Read<Event>, Next<Event, Request>> {
  const { fence } = live.address
  const { target, match } = options
  const request = live.request as Request | undefined
  const isWanted = match === undefined || options.semantic
  const found = isWanted ? await targetOf(deps, target, options) : undefined
  const terminal = found?.events.at(-1)
  if (found && terminal && !deps.rules.restartReason(terminal)) {
    if (match && found.facts) {
      const { facts } = found
      const { freshUntil } = deps.lifeOf(facts, `${target.key}/${target.fence}`)
      yield { kind: 'matched', match, facts, freshUntil }
    }
    // The fill's own answer keeps the numbers that others know it by.
    const isOwn = target.fill === identity.fill && target.key === identity.key
    yield* numbered(found.events, isOwn ? target.fence : fence, options.first)
    return undefined
  }
  const source = await options.again(request, { address: live.address, semantic: false })
  if (source) return { reason: isWanted ? 'source_purged' : 'moved', source, request }
  const gone = deps.rules.failure(new IngotError('answer_gone', 'This answer is no longer kept.'))
  yield { kind: 'event', id: eventId(fence, options.told), event: gone }
  return undefined
}
