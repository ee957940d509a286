import type { Clock } from '../../ports/clock.ts'
import type { ModelSlots } from '../../ports/model-slots.ts'
import { createHeldSlots, type HeldSlot } from './held-slots.ts'

/** Who gets a place at once hears of no queue. */
const TELL_AFTER_MS = 200

/** A place in the queue, counted from 1. */
export type QueueNotice = { position: number; etaMs: number }

/** A place at the model, or none in time. `signal` aborts when the place is lost: the model is no longer ours. */
export type Admission = { kind: 'admitted'; signal: AbortSignal } | { kind: 'busy' }

export type Ticket = {
  /** Tells the place in the queue whenever it changes, then what came of it. */
  wait(): AsyncGenerator<QueueNotice, Admission>
  /** The stream is over, or nobody waits for it any more. Once is enough. */
  leave(): void
}

export type ModelGate = {
  /** Asks for a place, at once. `signal` ends the waiting. */
  enter(options: { estimateMs: number; waitMs: number; signal: AbortSignal }): Ticket
  /** Streams of this process. */
  readonly running: number
  readonly queued: number
}

type Waiter = {
  estimateMs: number
  settled: { admission: Admission; slot?: HeldSlot } | undefined
  /** Ends what runs only while it waits. */
  over: AbortController
  /** Called whenever something has changed for it. */
  wake: () => void
}

/**
 * The way to a model: never more streams than its limit over all processes, the others in a queue, first come
 * first served, for as long as they can wait. Who would have to wait longer is told at once.
 */
export function createModelGate(options: {
  model: string
  limit: number
  slots: ModelSlots
  clock: Clock
  /** For the jitter of looking for a free slot. Default: `Math.random`. */
  random?: () => number
}): ModelGate {
  const { clock, limit, random = Math.random } = options
  const running = new Map<HeldSlot, { estimateMs: number; since: number }>()
  let queue: Waiter[] = []

  const use = (slot: HeldSlot): boolean => {
    const next = queue.shift()
    if (!next) return false
    running.set(slot, { estimateMs: next.estimateMs, since: clock.now() })
    settle(next, { admission: { kind: 'admitted', signal: slot.signal }, slot })
    return true
  }
  const held = createHeldSlots({ ...options, random, use, isWanted: () => queue.length > 0 })

  /** The work that is left before who comes after `ahead`, shared by the slots that are ours or can be, ms. */
  const etaMs = (ahead: readonly Waiter[]): number => {
    const now = clock.now()
    const left = [...running.values()].map(({ estimateMs, since }) => Math.max(0, estimateMs - (now - since)))
    const work = [...left, ...ahead.map(({ estimateMs }) => estimateMs)].reduce((sum, ms) => sum + ms, 0)
    return Math.round(work / (held.isFull() ? Math.max(1, running.size) : limit))
  }

  const settle = (waiter: Waiter, outcome: NonNullable<Waiter['settled']>) => {
    if (waiter.settled) return
    waiter.settled = outcome
    waiter.over.abort()
    queue = queue.filter((each) => each !== waiter)
    for (const each of [waiter, ...queue]) each.wake()
  }

  async function* wait(waiter: Waiter): AsyncGenerator<QueueNotice, Admission> {
    await clock.sleep(TELL_AFTER_MS, { signal: waiter.over.signal }).catch(() => undefined)
    let told = 0
    while (!waiter.settled) {
      const at = queue.indexOf(waiter)
      if (at + 1 !== told) {
        told = at + 1
        yield { position: told, etaMs: etaMs(queue.slice(0, at)) }
        continue
      }
      await new Promise<void>((resolve) => {
        waiter.wake = resolve
      })
    }
    return waiter.settled.admission
  }

  return {
    enter({ estimateMs, waitMs, signal }) {
      let hasLeft = false
      const over = new AbortController()
      const waiter: Waiter = { estimateMs, settled: undefined, over, wake: () => undefined }
      const giveUp = () => settle(waiter, { admission: { kind: 'busy' } })
      const isCrowded = running.size + queue.length >= limit || held.isFull()
      if (signal.aborted || (isCrowded && etaMs(queue) > waitMs)) giveUp()
      else {
        queue.push(waiter)
        signal.addEventListener('abort', giveUp, { once: true, signal: over.signal })
        clock.sleep(waitMs, { signal: over.signal }).then(giveUp, () => undefined)
        held.want()
      }
      return {
        wait: () => wait(waiter),
        leave() {
          giveUp()
          const slot = waiter.settled?.slot
          // Whoever leaves twice must not free the slot of the one who has it next.
          if (!slot || hasLeft) return
          hasLeft = true
          running.delete(slot)
          held.free(slot)
        },
      }
    },
    get running() {
      return running.size
    },
    get queued() {
      return queue.length
    },
  }
}
