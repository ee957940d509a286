import type { Clock } from '../../shared/ports/clock.ts'
import { type ModelSlots, SLOT_SKEW_MS } from '../../shared/ports/model-slots.ts'

/** Slots of one process. `failing`: what the next calls are refused with, in order. */
export function createMemoryModelSlots({ clock }: { clock: Pick<Clock, 'now'> }): ModelSlots & {
  failing: Error[]
} {
  const models = new Map<string, { owner: string; until: number }[]>()
  const failing: Error[] = []
  const slotsOf = (model: string) => {
    const failure = failing.shift()
    if (failure) throw failure
    const slots = models.get(model) ?? []
    models.set(model, slots)
    return slots
  }
  const isHeld = (slot: { until: number } | undefined) =>
    slot !== undefined && slot.until + SLOT_SKEW_MS >= clock.now()
  return {
    failing,
    async take(model, { limit, owner, until }) {
      const slots = slotsOf(model)
      const mine = slots.findIndex((slot) => slot?.owner === owner && isHeld(slot))
      const free = Array.from({ length: limit }, (_, slot) => slot).find((slot) => !isHeld(slots[slot]))
      const slot = mine >= 0 ? mine : free
      if (slot === undefined) return { kind: 'full' }
      slots[slot] = { owner, until }
      return { kind: 'taken', slot }
    },
    async renew(model, { slot, owner, until }) {
      const held = slotsOf(model)[slot]
      if (held?.owner !== owner || held.until === 0) return 'lost'
      held.until = until
      return 'renewed'
    },
    async release(model, { slot, owner }) {
      const held = slotsOf(model)[slot]
      if (held?.owner === owner) held.until = 0
    },
    inUse: async (model) => slotsOf(model).filter(isHeld).length,
  }
}
