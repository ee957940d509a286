import { IngotError, toIngotError } from '../errors.ts'
import type { FillFacts } from '../ports/answer-log.ts'
import { type Appender, type AppendOutcome, createAppender, PATIENCE_MS } from './appender.ts'
import type { Attempt, CacheDeps, Neighbour } from './cache-deps.ts'
import { copyLog } from './copy-log.ts'
import { keepLease } from './keep-lease.ts'
import type { LiveLog } from './live-logs.ts'
import { runAhead } from './run-ahead.ts'
import { seal } from './seal.ts'
import { createSourceGuard, type SourceGuard } from './source-guard.ts'
import { scopeName } from './source-names.ts'

export type RunningFill<Event> = {
  /** What is being written; readers of this process follow it. */
  live: LiveLog<Event>
  /** The answer to another wording that the fill has ended with; known as soon as it goes on without one. */
  neighbour: Promise<Neighbour<Event> | undefined>
  /** Settles when the fill has ended; never rejects. */
  done: Promise<void>
}

/** A fill's own deadline is the flow's; one that outlives it by this much is taken for hung. */
const HUNG_AFTER_MS = 10_000
const superseded = () => new IngotError('superseded', 'Somebody else has ended this answer.')

/**
 * Runs the flow for a fence that this process holds, and appends what it yields, to the end, whoever reads
 * or leaves: row 0, then the events, then the row that commits, then the copy.
 */
export function runFill<Event, Request>(
  deps: CacheDeps<Event, Request>,
  attempt: Attempt,
  request: Request,
): RunningFill<Event> {
  const live = deps.live.open(attempt.address, attempt.fill)
  live.request = request
  live.confirmedAt = attempt.askedAt
  deps.count('fills', 1, deps.factsFor(request).freshness)
  let tellNeighbour: (neighbour: Neighbour<Event> | undefined) => void = () => undefined
  const neighbour = new Promise<Neighbour<Event> | undefined>((resolve) => {
    tellNeighbour = resolve
  })
  const done = fill(deps, attempt, request, { live, tellNeighbour }).finally(() => {
    tellNeighbour(undefined)
    deps.live.remove(live)
  })
  return { live, neighbour, done }
}

async function fill<Event, Request>(
  deps: CacheDeps<Event, Request>,
  attempt: Attempt,
  request: Request,
  {
    live,
    tellNeighbour,
  }: { live: LiveLog<Event>; tellNeighbour: (neighbour: Neighbour<Event> | undefined) => void },
): Promise<void> {
  const { log, clock, rules } = deps
  const verdict = attempt.lookUp?.() as Promise<Neighbour<Event> | undefined> | undefined
  const { address, owner } = attempt
  const stopping = new AbortController()
  const stop = () => stopping.abort(superseded())
  live.stop = stop
  const appender = createAppender({ log, address, owner, clock, onTaken: stop })
  const letGo = keepLease(deps, attempt, {
    isReadByOthersThan: live.isReadByOthersThan,
    onLost: stop,
    onKept(at) {
      live.confirmedAt = at
    },
  })
  const retrievedAt = clock.now()
  const guard = createSourceGuard(deps.provenance, address, { retrievedAt })
  const facts: FillFacts = {
    retrievedAt,
    degraded: false,
    collections: {},
    passages: null,
    ...deps.factsFor(request),
    ...(attempt.purgedUpTo > 0 ? { purgedUpTo: attempt.purgedUpTo } : {}),
  }
  /** Somebody else ends this log, or has: what they write is what the readers here are told. */
  const adopt = async () => {
    letGo()
    appender.stop()
    deps.count('superseded_writes')
    await copyLog(deps, live, { after: appender.position - 1 })
    await log.release(address, { owner })
  }
  try {
    const begun = await appender.begin(deps.rowOf(request), clock.now() + deps.timeoutMs + HUNG_AFTER_MS)
    if (begun.kind === 'taken') return await adopt()
    // Nothing more will be stored: others need not wait for it.
    if (begun.kind === 'failed') letGo()
    // A person may have all that is theirs erased at once.
    if (address.scope.startsWith('user:')) await guard.claim([scopeName(address.scope)])
    const flow = deps.produce(request, {
      signal: stopping.signal,
      startedBy: attempt.startedBy,
      claim: guard.claim,
      note: (more) => void Object.assign(facts, more),
    })
    const events = await seekNeighbour(deps, flow, { verdict, appender, live, tellNeighbour })
    if (typeof events === 'string') stop()
    if (events === 'taken') return await adopt()
    if (events === 'redirected') return void (await log.release(address, { owner }))
    const terminal = await tellEvents(deps, events, { live, appender, stopping })
    if (terminal === 'superseded') return await adopt()
    const { outcome, event } = await commit(deps, terminal, { appender, guard, facts })
    if (outcome.kind === 'taken') return await adopt()
    // The terminal event is told only after the commit: what was served as the end is the end for everyone.
    if (outcome.kind === 'failed') live.push(rules.notStored())
    live.push(event)
    live.close({ kind: 'ended' })
    if (outcome.kind === 'failed') return
    const sealed = { address, fill: attempt.fill, events: live.events, facts }
    await seal(deps, sealed)
    if (rules.mayBeSealed(event) && !facts.degraded) {
      const { freshUntil } = deps.lifeOf(facts, `${address.key}/${address.fence}`)
      deps.neighbours?.keep(request, { ...sealed, freshUntil })
    }
    await log.release(address, { owner })
  } catch (thrown) {
    // After the commit this is no loss: the log is complete, and the lease runs out.
    live.close({ kind: 'lost', error: toIngotError(thrown) })
  } finally {
    letGo()
    appender.stop()
  }
}

/** The events of the flow, from its beginning, unless the log ends with a neighbour's answer instead. */
async function seekNeighbour<Event, Request>(
  { count }: CacheDeps<Event, Request>,
  flow: AsyncIterable<Event>,
  options: {
    verdict: Promise<Neighbour<Event> | undefined> | undefined
    appender: Appender<Event>
    live: LiveLog<Event>
    tellNeighbour: (neighbour: Neighbour<Event> | undefined) => void
  },
): Promise<AsyncIterable<Event> | 'redirected' | 'taken'> {
  const { verdict, appender, live, tellNeighbour } = options
  if (!verdict) {
    tellNeighbour(undefined)
    return flow
  }
  const ahead = runAhead(flow, verdict)
  const neighbour = await verdict
  count(neighbour ? 'semantic_hits' : 'semantic_misses')
  const outcome = neighbour && (await appender.redirect(neighbour.target, neighbour.match))
  if (!neighbour || !outcome || outcome.kind === 'failed') {
    tellNeighbour(undefined)
    return ahead.events
  }
  ahead.leave()
  if (outcome.kind === 'taken') return 'taken'
  live.close({ kind: 'redirected', target: neighbour.target, match: neighbour.match })
  tellNeighbour(neighbour)
  return 'redirected'
}

/** Passes the events on as they come; returns the terminal one, unless somebody else has ended the log. */
async function tellEvents<Event, Request>(
  { rules, clock, timeoutMs }: CacheDeps<Event, Request>,
  events: AsyncIterable<Event>,
  {
    live,
    appender,
    stopping,
  }: { live: LiveLog<Event>; appender: Appender<Event>; stopping: AbortController },
): Promise<Event | 'superseded'> {
  const { signal } = stopping
  const hung = new AbortController()
  const late = new IngotError('deadline_exceeded', 'The answer took too long.')
  clock.sleep(timeoutMs + HUNG_AFTER_MS, { signal: hung.signal }).then(
    () => stopping.abort(late),
    () => undefined,
  )
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  aborted.catch(() => undefined)
  const source = events[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step = await Promise.race([source.next(), aborted])
      if (step.done) throw new IngotError('internal', 'The fill ended without an outcome.')
      if (rules.isTerminal(step.value)) return step.value
      appender.add(step.value, { urgent: rules.isUrgent(step.value, live.events) })
      live.push(step.value)
    }
  } catch (thrown) {
    const error = toIngotError(thrown)
    return signal.aborted && error.code === 'superseded' ? 'superseded' : rules.failure(error)
  } finally {
    hung.abort()
    // Not awaited: a flow that does not hear the signal must not keep its readers.
    source.return?.()?.catch(() => undefined)
  }
}

/** The last row, unless a source was purged meanwhile or nobody can say whether one was. */
async function commit<Event, Request>(
  { rules, clock }: CacheDeps<Event, Request>,
  terminal: Event,
  { appender, guard, facts }: { appender: Appender<Event>; guard: SourceGuard; facts: FillFacts },
): Promise<{ outcome: AppendOutcome; event: Event }> {
  const intact = rules.mayBeSealed(terminal) ? await checkSources(guard, clock) : true
  if (intact instanceof IngotError) return { outcome: { kind: 'failed', error: intact }, event: terminal }
  const purged = () =>
    rules.failure(
      new IngotError('source_purged', 'A source of this answer was removed while it was written.'),
    )
  const event = intact ? terminal : purged()
  return { outcome: await appender.end(event, intact ? facts : null), event }
}

async function checkSources(
  guard: SourceGuard,
  clock: CacheDeps<never, never>['clock'],
): Promise<boolean | IngotError> {
  const giveUpAt = clock.now() + PATIENCE_MS
  for (;;) {
    try {
      return await guard.isIntact()
    } catch (thrown) {
      if (clock.now() >= giveUpAt) return toIngotError(thrown)
      await clock.sleep(PATIENCE_MS / 10)
    }
  }
}
