import { randomUUID } from 'node:crypto'
import { toIngotError } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ModelSlots } from '../../ports/model-slots.ts'

const LEASE_MS = 15_000
const RENEW_EVERY_MS = 5_000
/** How often a full model is looked at, about. */
const LOOK_EVERY_MS = 200
/** For so long a slot goes from one stream to the next within this process, which costs nothing and no time. */
const HAND_ON_FOR_MS = 10_000
/** While the store is away each process goes by its own count. */
const NO_SLOT = -1

export type HeldSlot = {
  readonly slot: number
  readonly owner: string
  /** ms since the epoch */
  readonly takenAt: number
  /** Aborts when the slot is lost: somebody else may be at the model. */
  readonly signal: AbortSignal
}

/** The slots of one model that this process holds: taken while they are wanted, renewed, handed on, freed. */
export function createHeldSlots(options: {
  model: string
  limit: number
  slots: ModelSlots
  clock: Clock
  random: () => number
  /** Whether anybody here waits for a slot. */
  isWanted: () => boolean
  /** Uses the slot; false when nobody wants it any more. */
  use: (slot: HeldSlot) => boolean
}) {
  const { model, limit, slots, clock, random, isWanted, use } = options
  const held = new Map<HeldSlot, { free: AbortController; lost: AbortController }>()
  let isLooking = false
  let fullAt = Number.NEGATIVE_INFINITY

  const take = async (): Promise<HeldSlot | undefined> => {
    const owner = randomUUID()
    const takenAt = clock.now()
    const slot = await slots.take(model, { limit, owner, until: takenAt + LEASE_MS }).then(
      (outcome) => (outcome.kind === 'taken' ? outcome.slot : undefined),
      () => (held.size < limit ? NO_SLOT : undefined),
    )
    if (slot === undefined) fullAt = clock.now()
    if (slot === undefined) return undefined
    const control = { free: new AbortController(), lost: new AbortController() }
    const mine: HeldSlot = { slot, owner, takenAt, signal: control.lost.signal }
    held.set(mine, control)
    if (slot !== NO_SLOT) void keep(mine, control)
    return mine
  }

  const keep = async (
    { slot, owner, takenAt }: HeldSlot,
    { free, lost }: { free: AbortController; lost: AbortController },
  ) => {
    let until = takenAt + LEASE_MS
    while (!free.signal.aborted) {
      await clock.sleep(RENEW_EVERY_MS, { signal: free.signal }).catch(() => undefined)
      if (free.signal.aborted) return
      const next = clock.now() + LEASE_MS
      const outcome = await slots.renew(model, { slot, owner, until: next }).catch(() => 'unknown' as const)
      if (outcome === 'renewed') until = next
      if (outcome === 'lost' || clock.now() > until) {
        lost.abort(toIngotError(new Error('the slot at the model was lost')))
        return
      }
    }
  }

  const look = async ({ isFirst }: { isFirst: boolean }) => {
    if (isLooking) return
    isLooking = true
    try {
      for (let isNow = isFirst; isWanted(); isNow = false) {
        if (!isNow) await clock.sleep(LOOK_EVERY_MS * (0.5 + random()))
        // One after the other, for as long as there are any.
        for (let slot = await takeIfWanted(); slot; slot = await takeIfWanted()) if (!use(slot)) release(slot)
      }
    } finally {
      isLooking = false
    }
  }
  const takeIfWanted = async () => (isWanted() ? take() : undefined)

  const release = (slot: HeldSlot) => {
    held.get(slot)?.free.abort()
    held.delete(slot)
    // One that cannot be freed is free some seconds later.
    if (slot.slot !== NO_SLOT) void slots.release(model, slot).catch(() => undefined)
  }

  return {
    /** Whether others had all the rest of the slots, a moment ago. */
    isFull: () => clock.now() - fullAt < 5 * LOOK_EVERY_MS,
    /** Somebody waits. */
    want: () => void look({ isFirst: true }),
    /** A stream is over: the slot goes to the next one here, but not for ever, since others wait elsewhere. */
    free(slot: HeldSlot) {
      const isOurs = !slot.signal.aborted && clock.now() - slot.takenAt < HAND_ON_FOR_MS
      if (isOurs && slot.slot !== NO_SLOT && use(slot)) return
      release(slot)
      void look({ isFirst: false })
    },
  }
}
