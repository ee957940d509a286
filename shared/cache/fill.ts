import { IngotError, toIngotError } from '../errors.ts'
import type { AnswerAddress, AnswerLog } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'
import { createAppender } from './appender.ts'
import type { LiveLog, LiveLogs } from './live-logs.ts'

/** What the cache must know of an event type that it does not look into. */
export type EventRules<Event> = {
  isTerminal(event: Event): boolean
  /** An event that somebody waits for: the log is flushed with it. */
  isUrgent(event: Event): boolean
  /** Only answers that ended well are kept (docs/architecture.md, "Sealed only if it ended well"). */
  mayBeSealed(terminal: Event): boolean
  /** The terminal event of a fill that failed. */
  failure(error: IngotError): Event
}

export type FillDeps<Event> = {
  log: AnswerLog<Event>
  live: LiveLogs<Event>
  rules: EventRules<Event>
  clock: Clock
  /** Who writes: distinct for each process. */
  owner: string
}

export type StartedFill<Event> = {
  fill: number
  fence: number
  /** What is being written; readers of this process follow it. */
  live: LiveLog<Event>
  /** Settles when the fill has ended; never rejects. */
  done: Promise<void>
}

/**
 * Starts a fill: takes the next fence of the key, writes the request as row 0, then runs `produce` and
 * appends what it yields, to the end, whoever reads or leaves. Resolves as soon as row 0 is stored.
 */
export async function startFill<Event>(
  deps: FillDeps<Event>,
  options: {
    address: AnswerAddress
    request: unknown
    timeoutMs: number
    produce: (signal: AbortSignal) => AsyncIterable<Event>
  },
): Promise<StartedFill<Event>> {
  const { log, clock, owner } = deps
  const { address, request, timeoutMs, produce } = options
  const until = clock.now() + timeoutMs + LEASE_SLACK_MS
  const { fence, fill } = await log.start(address, { owner, until })
  const logAddress = { ...address, fence }
  const first = await log.append(logAddress, 0, { kind: 'request', request, until }, { owner })
  if (first === 'taken') throw new IngotError('superseded', 'Somebody else has ended this answer.')

  const live = deps.live.open(logAddress)
  const stopping = new AbortController()
  const appender = createAppender({
    log,
    address: logAddress,
    owner,
    onStop: (error) => stopping.abort(error),
  })
  const startedAt = clock.now()

  const run = async () => {
    let terminal: Event | undefined
    try {
      for await (const event of produce(stopping.signal)) {
        if (deps.rules.isTerminal(event)) {
          terminal = event
          break
        }
        appender.add(event, { urgent: deps.rules.isUrgent(event) })
        live.push(event)
      }
    } catch (thrown) {
      terminal = deps.rules.failure(toIngotError(thrown))
    }
    terminal ??= deps.rules.failure(new IngotError('internal', 'The fill ended without an outcome.'))
    // The terminal event is told only after the commit: what was served as the end is the end for everyone.
    const stopped = await appender.end(terminal)
    const told = stopped ? deps.rules.failure(stopped) : terminal
    live.push(told)
    live.end()
    if (!stopped) await seal(deps, logAddress, { fill, retrievedAt: startedAt, events: live.events })
  }
  return { fill, fence, live, done: run() }
}

/** The lease outlives the fill's deadline by this much, for the last writes. */
const LEASE_SLACK_MS = 10_000

/** Copies the complete log to the answer's item. A copy that fails is no loss: the log holds the answer. */
async function seal<Event>(
  { log, rules, owner }: FillDeps<Event>,
  address: AnswerAddress & { fence: number },
  answer: { fill: number; retrievedAt: number; events: readonly Event[] },
): Promise<void> {
  const terminal = answer.events.at(-1)
  try {
    if (terminal !== undefined && rules.mayBeSealed(terminal)) {
      await log.materialise(address, { ...answer, fence: address.fence })
    }
    await log.release(address, { owner })
  } catch {
    // Whoever meets the complete log without its copy makes it; the lease runs out by itself.
  }
}
