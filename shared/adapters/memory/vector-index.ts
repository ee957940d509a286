import { toBytes } from '../../lib/vector-bytes.ts'
import type { SemanticEntry, VectorIndex } from '../../ports/vector-index.ts'

const ENTRIES_AT_MOST = 50_000
/** So many candidates are left by the signs of their numbers before the numbers themselves are compared. */
const BY_SIGN = 64

/** About 1 byte and 1 bit a dimension. */
type Slot = { entry: SemanticEntry; bytes: Int8Array; signs: Uint32Array }

/**
 * In this process's memory, the oldest entries go first. Compared are the signs first, 32 dimensions at a time, then
 * the numbers of the few that are left, in a byte each: exact enough for a choice that a decision follows.
 */
export function createMemoryVectorIndex({ most = ENTRIES_AT_MOST }: { most?: number } = {}): VectorIndex {
  const partitions = new Map<string, Map<string, Slot>>()
  /** Oldest first. */
  const order = new Set<Slot>()

  const remove = (partition: string, id: string) => {
    const slots = partitions.get(partition)
    const slot = slots?.get(id)
    if (!slots || !slot) return
    slots.delete(id)
    order.delete(slot)
    if (slots.size === 0) partitions.delete(partition)
  }

  return {
    isShared: false,
    async put(entry, vector) {
      remove(entry.partition, entry.id)
      const slots = partitions.get(entry.partition) ?? new Map<string, Slot>()
      partitions.set(entry.partition, slots)
      const slot = { entry, bytes: toBytes(vector), signs: signsOf(vector) }
      slots.set(entry.id, slot)
      order.add(slot)
      const [oldest] = order.size > most ? order : []
      if (oldest) remove(oldest.entry.partition, oldest.entry.id)
    },
    async remove(partition, id) {
      remove(partition, id)
    },
    async removeExpired({ now }) {
      for (const { entry } of [...order]) if (entry.expiresAt <= now) remove(entry.partition, entry.id)
    },
    async nearest(partition, vector, { now, limit }) {
      const bytes = toBytes(vector)
      const signs = signsOf(vector)
      const living = [...(partitions.get(partition)?.values() ?? [])].filter(
        (slot) => slot.entry.expiresAt > now,
      )
      return least(living, BY_SIGN, (slot) => differing(slot.signs, signs))
        .map((slot) => ({ slot, likeness: product(slot.bytes, bytes) }))
        .sort((one, other) => other.likeness - one.likeness)
        .slice(0, limit)
        .map(({ slot }) => slot.entry)
    },
  }
}

function signsOf(vector: Float32Array): Uint32Array {
  const signs = new Uint32Array(Math.ceil(vector.length / 32))
  for (const [at, value] of vector.entries()) {
    if (value > 0) signs[at >>> 5] = (signs[at >>> 5] ?? 0) | (1 << (at & 31))
  }
  return signs
}

/** In how many dimensions the signs differ. */
function differing(one: Uint32Array, other: Uint32Array): number {
  let count = 0
  for (let at = 0; at < one.length; at += 1) count += ones((one[at] ?? 0) ^ (other[at] ?? 0))
  return count
}

/** Set bits of a 32-bit word, summed in parallel (Hacker's Delight, section 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

function product(one: Int8Array, other: Int8Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}

/** The `count` of least weight, in no order. */
function least<Item>(items: readonly Item[], count: number, weightOf: (item: Item) => number): Item[] {
  if (items.length <= count) return [...items]
  const weighed = items.map((item) => ({ item, weight: weightOf(item) }))
  const limit = Float64Array.from(weighed, ({ weight }) => weight).sort()[count - 1] ?? 0
  return weighed.filter(({ weight }) => weight <= limit).map(({ item }) => item)
}
