import { IngotError } from '../errors.ts'
import type { AnswerLog, LogAddress, LogRow } from '../ports/answer-log.ts'

/** docs/log-protocol.md, "Append": the first delta at once, then at most every 250 ms or 4 KB. */
const FLUSH_AFTER_MS = 250
const FLUSH_AFTER_CHARACTERS = 4_096

/**
 * Writes the events of one fill as rows, in order, one write at a time. Events wait in memory for the next
 * row; readers in this process have them already, which is safe: a log that is cut off is closed with
 * `moved` or `end` by whoever comes next, and its readers start again.
 */
export function createAppender<Event>(options: {
  log: AnswerLog<Event>
  address: LogAddress
  owner: string
  /** Called once when a position turns out to be taken, or the store refuses: the fill must stop. */
  onStop: (error: IngotError) => void
}) {
  const { log, address, owner, onStop } = options
  let position = 1
  let written = 0
  let waiting: Event[] = []
  let waitingCharacters = 0
  let timer: NodeJS.Timeout | undefined
  let stopped: IngotError | undefined
  let queue: Promise<void> = Promise.resolve()

  const stop = (error: IngotError) => {
    if (stopped) return
    stopped = error
    onStop(error)
  }
  const put = async (row: LogRow<Event>) => {
    if (stopped) return
    try {
      const outcome = await log.append(address, position, row, { owner })
      if (outcome === 'taken') stop(new IngotError('superseded', 'Somebody else has ended this answer.'))
      position += 1
    } catch (cause) {
      stop(
        cause instanceof IngotError
          ? cause
          : new IngotError('store_unavailable', 'The store failed.', { cause }),
      )
    }
  }
  /** Takes what waits and queues it as one row. */
  const flush = (kind: 'events' | 'end') => {
    clearTimeout(timer)
    timer = undefined
    const events = waiting
    waiting = []
    waitingCharacters = 0
    const first = written
    written += events.length
    queue = queue.then(() => put({ kind, first, events }))
    return queue
  }

  return {
    add(event: Event, { urgent }: { urgent: boolean }) {
      waiting.push(event)
      waitingCharacters += JSON.stringify(event).length
      if (urgent || waitingCharacters >= FLUSH_AFTER_CHARACTERS) void flush('events')
      else timer ??= setTimeout(() => void flush('events'), FLUSH_AFTER_MS)
    },
    /** Puts the terminal event and all that waits in the last row. Undefined when it was committed. */
    async end(event: Event): Promise<IngotError | undefined> {
      waiting.push(event)
      await flush('end')
      return stopped
    },
  }
}
