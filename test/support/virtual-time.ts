import type { Clock } from '../../shared/ports/clock.ts'

type Due = { at: number; order: number; action: (() => void) | undefined; of: Process | undefined }
type Process = { isAlive: boolean; pausedUntil: number }

/** One process on virtual time: its clock, and what may befall it. */
export type VirtualProcess = {
  readonly name: string
  readonly clock: Clock
  readonly isAlive: boolean
  readonly isPaused: boolean
  /** Runs the action in this process after `ms`, unless the process is dead by then. Returns what cancels it. */
  after(ms: number, action: () => void): () => void
  /** Nothing of it ever runs again; what it waits for never settles. */
  kill(): void
  /** Nothing of it runs for `ms`; then all that was due meanwhile does, in order. */
  pause(ms: number): void
}

/**
 * Time that passes only when nothing is left to do at its present point: real code that takes its clock as an
 * argument runs on it unchanged, hours in milliseconds, and the same way every time.
 */
export function createVirtualTime({ startMs }: { startMs: number }) {
  const heap = createHeap()
  let now = startMs
  let order = 0

  const schedule = (ms: number, action: () => void, of?: Process) => {
    order += 1
    const due: Due = { at: now + Math.max(0, ms), order, action, of }
    heap.push(due)
    return () => {
      due.action = undefined
    }
  }
  /** Whether anything was run. */
  const runNext = (): boolean => {
    const due = heap.pop()
    if (!due) return false
    const { of, action } = due
    if (!action || of?.isAlive === false) return false
    now = Math.max(now, due.at)
    if (of && of.pausedUntil > now) {
      order += 1
      heap.push({ ...due, at: of.pausedUntil, order })
      return false
    }
    action()
    return true
  }

  return {
    now: () => now,
    /** Runs the action after `ms`, in no process: the network, the store, the world. */
    after: (ms: number, action: () => void) => schedule(ms, action),
    createProcess(name: string, { skewMs }: { skewMs: number }): VirtualProcess {
      const own: Process = { isAlive: true, pausedUntil: 0 }
      const after = (ms: number, action: () => void) => schedule(ms, action, own)
      return {
        name,
        clock: { now: () => Math.floor(now + skewMs), sleep: (ms, options) => sleep(after, ms, options) },
        after,
        get isAlive() {
          return own.isAlive
        },
        get isPaused() {
          return own.pausedUntil > now
        },
        kill() {
          own.isAlive = false
        },
        pause(ms) {
          own.pausedUntil = Math.max(own.pausedUntil, now + ms)
        },
      }
    },
    /**
     * Runs until nothing is due any more (`idle`). `late`: something is still due after `untilMs`; `storm`:
     * more than `eventsAtMost` events did not come to an end.
     */
    async run(options: { untilMs: number; eventsAtMost: number }): Promise<'idle' | 'late' | 'storm'> {
      let events = 0
      for (;;) {
        const next = heap.peek()
        if (next === undefined) return 'idle'
        if (next.at > options.untilMs && next.action && next.of?.isAlive !== false) return 'late'
        if (!runNext()) continue
        events += 1
        if (events > options.eventsAtMost) return 'storm'
        await drained()
      }
    },
  }
}
export type VirtualTime = ReturnType<typeof createVirtualTime>

/** Resolves when every promise that could settle has, with all that followed from it. */
const drained = () => new Promise<void>((resolve) => setImmediate(resolve))

function sleep(
  after: VirtualProcess['after'],
  ms: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = after(ms, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** A binary heap, earliest first, in the order of scheduling where times are equal. */
function createHeap() {
  const items: Due[] = []
  const isBefore = (one: Due, other: Due) =>
    one.at < other.at || (one.at === other.at && one.order < other.order)
  const swap = (a: number, b: number) => {
    const kept = items[a] as Due
    items[a] = items[b] as Due
    items[b] = kept
  }
  const sift = () => {
    for (let at = 0; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < items.length && isBefore(items[child] as Due, items[least] as Due)) least = child
      }
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    peek: () => items[0],
    push(due: Due) {
      items.push(due)
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (!isBefore(items[at] as Due, items[parent] as Due)) return
        swap(at, parent)
        at = parent
      }
    },
    pop(): Due | undefined {
      const first = items[0]
      const last = items.pop()
      if (last !== undefined && items.length > 0) {
        items[0] = last
        sift()
      }
      return first
    },
  }
}
