import { setImmediate } from 'node:timers/promises'
import type { CounterName } from '../../shared/metrics/definitions.ts'
import { createMemoryCacheItems } from './memory-cache-items.ts'
import { createMemoryProvenance } from './memory-provenance.ts'

/** What a cache works with, in memory: a clock that stands until it is set, and what was counted. */
export function createMemoryDeps() {
  const clock = { at: 1_800_000_000_000, now: () => clock.at, sleep: async () => undefined }
  const counts: Partial<Record<CounterName, number>> = {}
  return {
    clock,
    counts,
    items: createMemoryCacheItems({ clock }),
    provenance: createMemoryProvenance({ clock }),
    count: (name: CounterName, by = 1) => {
      counts[name] = (counts[name] ?? 0) + by
    },
    pass(ms: number) {
      clock.at += ms
    },
  }
}

/** Until all that is under way in memory is done. */
export const settled = async () => void (await setImmediate())

/** A promise to be kept or broken later. */
export function later<Value>() {
  let keep: (value: Value) => void = () => undefined
  let fail: (reason: unknown) => void = () => undefined
  const promise = new Promise<Value>((resolve, reject) => {
    keep = resolve
    fail = reject
  })
  return { promise, keep, fail }
}

export const never = (): AbortSignal => new AbortController().signal
export const timeout = () => new DOMException('The deadline has passed.', 'TimeoutError')
