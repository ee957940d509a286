import type { IngotError } from '../errors.ts'
import type { LogAddress, Match, Target } from '../ports/answer-log.ts'

/** Why no event follows in a log. */
export type Closing =
  /** The last event is terminal. */
  | { kind: 'ended' }
  | { kind: 'moved'; fence: number }
  | { kind: 'redirected'; target: Target; match?: Match | undefined }
  /** This process can follow it no longer, or its fill is no longer kept. */
  | { kind: 'lost'; error: IngotError }

/**
 * A log as this process knows it: written here, or copied here from the store. Readers walk it at their own
 * pace; none of them can stall whoever writes.
 */
export type LiveLog<Event> = {
  readonly address: LogAddress
  readonly fill: number
  readonly events: readonly Event[]
  readonly closing: Closing | undefined
  /** Row 0, once it is known: what is being answered. */
  request: unknown
  /** When it was last known that nobody had ended it without us, ms since the epoch. */
  confirmedAt: number
  /** Written by another process: it may have gone on, or ended, since the last look. */
  isCopy: boolean
  /** Stops the fill that writes it here: somebody has ended the log. */
  stop: () => void
  push(event: Event): void
  /** No event follows; the first call counts. */
  close(closing: Closing): void
  /** Resolves when there are more than `count` events, or the log is closed. */
  grownPast(count: number): Promise<void>
  /** Enters a reader, by the hash of the caller; call what is returned when they leave. */
  join(reader: string): () => void
  readonly readers: number
  /** Whether anybody reads but the caller of this hash. */
  isReadByOthersThan(reader: string): boolean
}

/** The logs open in this process: readers here share one, whether it is written here or elsewhere. */
export function createLiveLogs<Event>() {
  const logs = new Map<string, LiveLog<Event>>()
  const newest = new Map<string, LiveLog<Event>>()
  const nameOf = ({ scope, key }: { scope: string; key: string }) => `${key}/${scope}`
  const logNameOf = (address: LogAddress) => `${address.fence}/${nameOf(address)}`
  return {
    open(address: LogAddress, fill: number): LiveLog<Event> {
      const log = createLiveLog<Event>(address, fill)
      logs.set(logNameOf(address), log)
      if ((newest.get(nameOf(address))?.address.fence ?? 0) <= address.fence) newest.set(nameOf(address), log)
      return log
    },
    /** It is open no longer; who reads it reads on. */
    remove(log: LiveLog<Event>): void {
      const { address } = log
      if (logs.get(logNameOf(address)) === log) logs.delete(logNameOf(address))
      if (newest.get(nameOf(address)) === log) newest.delete(nameOf(address))
    },
    find: (address: LogAddress): LiveLog<Event> | undefined => logs.get(logNameOf(address)),
    /** The open log of the highest fence of a key. */
    newestOf: (address: { scope: string; key: string }): LiveLog<Event> | undefined =>
      newest.get(nameOf(address)),
  }
}
export type LiveLogs<Event> = ReturnType<typeof createLiveLogs<Event>>

function createLiveLog<Event>(address: LogAddress, fill: number): LiveLog<Event> {
  const events: Event[] = []
  const readers = new Map<string, number>()
  let count = 0
  let closing: Closing | undefined
  let waiting: { past: number; resolve: () => void }[] = []
  const wake = () => {
    const isWoken = ({ past }: { past: number }) => closing !== undefined || events.length > past
    const woken = waiting.filter(isWoken)
    waiting = waiting.filter((each) => !isWoken(each))
    for (const { resolve } of woken) resolve()
  }
  return {
    address,
    fill,
    events,
    request: undefined,
    confirmedAt: 0,
    isCopy: false,
    stop: () => undefined,
    get closing() {
      return closing
    },
    push(event) {
      if (closing) return
      events.push(event)
      wake()
    },
    close(how) {
      if (closing) return
      closing = how
      wake()
    },
    grownPast: (known) =>
      closing || events.length > known
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ past: known, resolve })
          }),
    join(reader) {
      count += 1
      readers.set(reader, (readers.get(reader) ?? 0) + 1)
      let hasLeft = false
      return () => {
        if (hasLeft) return
        hasLeft = true
        count -= 1
        const left = (readers.get(reader) ?? 1) - 1
        if (left > 0) readers.set(reader, left)
        else readers.delete(reader)
      }
    },
    get readers() {
      return count
    },
    isReadByOthersThan: (reader) => readers.size > (readers.has(reader) ? 1 : 0),
  }
}
