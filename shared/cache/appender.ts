import { IngotError, toIngotError } from '../errors.ts'
import type { AnswerLog, FillFacts, LogAddress, LogRow, Match, Target } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'

/** docs/log-protocol.md, "Append": the first delta at once, then at most every 250 ms or 4 KB. */
const FLUSH_AFTER_MS = 250
const FLUSH_AFTER_CHARACTERS = 4_096
/** A store that fails is asked again; readers have the text meanwhile, and wait this long for its end. */
const RETRY_AFTER_MS = 200
const RETRY_AFTER_AT_MOST_MS = 2_000
export const PATIENCE_MS = 3_000

export type AppendOutcome =
  | { kind: 'appended' }
  /** Somebody else's row is at this position. */
  | { kind: 'taken' }
  /** The store did not take it. */
  | { kind: 'failed'; error: IngotError }

export type Appender<Event> = {
  /** Where the next row goes. */
  readonly position: number
  /** Row 0. */
  begin(request: unknown, until: number): Promise<AppendOutcome>
  add(event: Event, options: { urgent: boolean }): void
  /** Puts the terminal event and all that waits in the last row, which commits the answer. */
  end(event: Event, facts: FillFacts | null): Promise<AppendOutcome>
  /** Ends the log before any event: the answer is another's. */
  redirect(target: Target, match: Match): Promise<AppendOutcome>
  /** Nothing more is written; what waits is dropped. */
  stop(): void
}

/**
 * Writes the events of one attempt as rows, in order, one write at a time. Events wait in memory for the
 * next row; readers in this process have them already, which is safe: a log that is cut off is closed with
 * `moved` or `end` by whoever comes next, and its readers start again.
 */
export function createAppender<Event>(options: {
  log: AnswerLog<Event>
  address: LogAddress
  owner: string
  clock: Clock
  /** Called once when nothing more can be written: the fill must stop. */
  onTaken: () => void
}): Appender<Event> {
  const { log, address, owner, clock, onTaken } = options
  let position = 0
  let written = 0
  let waiting: Event[] = []
  let waitingCharacters = 0
  let timer: AbortController | undefined
  let giveUpAt = Number.POSITIVE_INFINITY
  let last: AppendOutcome = { kind: 'appended' }
  let queue: Promise<void> = Promise.resolve()

  const tryPut = async (row: LogRow<Event>): Promise<AppendOutcome> => {
    try {
      const outcome = await log.append(address, position, row, { owner })
      return outcome === 'taken' ? { kind: 'taken' } : { kind: 'appended' }
    } catch (thrown) {
      return { kind: 'failed', error: toIngotError(thrown) }
    }
  }
  const put = async (row: LogRow<Event>) => {
    if (last.kind !== 'appended') return
    let outcome = await tryPut(row)
    for (
      let wait = RETRY_AFTER_MS;
      outcome.kind === 'failed';
      wait = Math.min(wait * 2, RETRY_AFTER_AT_MOST_MS)
    ) {
      if (!outcome.error.retryable || clock.now() + wait > giveUpAt) break
      await clock.sleep(wait)
      if (last.kind !== 'appended') return
      outcome = await tryPut(row)
    }
    last = outcome
    if (outcome.kind === 'appended') position += 1
    if (outcome.kind === 'taken') onTaken()
  }
  const enqueue = (row: LogRow<Event>): Promise<void> => {
    queue = queue.then(() => put(row))
    return queue
  }
  /** Takes what waits out of the buffer, with the number of its first event. */
  const take = () => {
    timer?.abort()
    timer = undefined
    const taken = { first: written, events: waiting }
    written += waiting.length
    waiting = []
    waitingCharacters = 0
    return taken
  }
  const flushLater = () => {
    const own = new AbortController()
    timer = own
    clock.sleep(FLUSH_AFTER_MS, { signal: own.signal }).then(
      () => void enqueue({ kind: 'events', ...take() }),
      () => undefined,
    )
  }
  const settle = async (row: LogRow<Event>): Promise<AppendOutcome> => {
    giveUpAt = clock.now() + PATIENCE_MS
    await enqueue(row)
    giveUpAt = Number.POSITIVE_INFINITY
    return last
  }

  return {
    get position() {
      return position
    },
    begin: (request: unknown, until: number) => settle({ kind: 'request', request, until }),
    add(event: Event, { urgent }: { urgent: boolean }) {
      waiting.push(event)
      waitingCharacters += JSON.stringify(event).length
      if (urgent || waitingCharacters >= FLUSH_AFTER_CHARACTERS) void enqueue({ kind: 'events', ...take() })
      else if (!timer) flushLater()
    },
    async end(event: Event, facts: FillFacts | null): Promise<AppendOutcome> {
      waiting.push(event)
      return settle({ kind: 'end', ...take(), facts })
    },
    redirect: (target, match) => settle({ kind: 'redirect', target, match }),
    stop() {
      take()
      if (last.kind === 'appended')
        last = { kind: 'failed', error: new IngotError('superseded', 'The fill was stopped.') }
    },
  }
}
