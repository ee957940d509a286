import type { LogAddress } from '../ports/answer-log.ts'

/** A log that this process is writing. Readers walk it at their own pace; none of them can stall the fill. */
export type LiveLog<Event> = {
  readonly events: readonly Event[]
  /** True once the terminal event is in `events`. */
  readonly ended: boolean
  push(event: Event): void
  /** No event follows. Called once, after the terminal event. */
  end(): void
  /** Resolves when there are more than `count` events, or the log has ended. */
  grownPast(count: number): Promise<void>
}

/** The logs being filled in this process, by address: followers here read memory, not the store. */
export function createLiveLogs<Event>() {
  const logs = new Map<string, LiveLog<Event>>()
  const nameOf = ({ scope, key, fence }: LogAddress) => `${fence}/${key}/${scope}`
  return {
    open(address: LogAddress): LiveLog<Event> {
      const log = createLiveLog<Event>(() => logs.delete(nameOf(address)))
      logs.set(nameOf(address), log)
      return log
    },
    find: (address: LogAddress): LiveLog<Event> | undefined => logs.get(nameOf(address)),
  }
}
export type LiveLogs<Event> = ReturnType<typeof createLiveLogs<Event>>

function createLiveLog<Event>(onEnd: () => void): LiveLog<Event> {
  const events: Event[] = []
  let ended = false
  let waiting: (() => void)[] = []
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }
  return {
    events,
    get ended() {
      return ended
    },
    push(event) {
      events.push(event)
      wake()
    },
    end() {
      ended = true
      onEnd()
      wake()
    },
    grownPast: (count) =>
      ended || events.length > count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve)
          }),
  }
}

/** The events of a live log from the first on, each as soon as it is there. */
export async function* followLive<Event>(log: LiveLog<Event>): AsyncGenerator<Event> {
  for (let next = 0; ; ) {
    while (next < log.events.length) yield log.events[next++] as Event
    if (log.ended) return
    await log.grownPast(next)
  }
}
