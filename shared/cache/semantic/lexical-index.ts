import type { SemanticEntry } from '../../ports/vector-index.ts'
import { type QuestionFacts, readQuestion } from './question-facts.ts'

export type LexicalIndex = {
  /** Replaces an entry of the same id. */
  add(entry: SemanticEntry): void
  remove(partition: string, id: string): void
  has(partition: string, id: string): boolean
  /** The nearest entries of this partition alone, best first. `now`: ms since the epoch. */
  nearest(partition: string, facts: QuestionFacts, options: { now: number; limit?: number }): SemanticEntry[]
  /** Drops what has expired. */
  expire(now: number): void
  size(): number
}

const NEAREST = 5
/** Entries looked at for one question, the rarest words first: a bound on the time that a look-up takes. */
const MOST_VISITED = 6_000

/** The words are not kept: they are read from the question again when it goes. */
type Slot = { entry: SemanticEntry; terms: number }
type Partition = { slots: Map<string, Slot>; postings: Map<string, Set<Slot>> }

/** Entries by their words, in memory. `most`: entries kept over all partitions; the oldest goes first. */
export function createLexicalIndex({ most = 100_000 }: { most?: number } = {}): LexicalIndex {
  const partitions = new Map<string, Partition>()
  /** Oldest first. */
  const order = new Set<Slot>()

  const remove = (name: string, id: string) => {
    const partition = partitions.get(name)
    const slot = partition?.slots.get(id)
    if (!partition || !slot) return
    order.delete(slot)
    partition.slots.delete(id)
    for (const term of termsOf(readQuestion(slot.entry.question))) {
      const posting = partition.postings.get(term)
      posting?.delete(slot)
      if (posting?.size === 0) partition.postings.delete(term)
    }
    if (partition.slots.size === 0) partitions.delete(name)
  }

  return {
    add(entry) {
      remove(entry.partition, entry.id)
      const partition = partitions.get(entry.partition) ?? { slots: new Map(), postings: new Map() }
      partitions.set(entry.partition, partition)
      const terms = termsOf(readQuestion(entry.question))
      const slot = { entry, terms: terms.length }
      partition.slots.set(entry.id, slot)
      for (const term of terms) {
        const posting = partition.postings.get(term) ?? new Set()
        partition.postings.set(term, posting.add(slot))
      }
      order.add(slot)
      const [oldest] = order.size > most ? order : []
      if (oldest) remove(oldest.entry.partition, oldest.entry.id)
    },
    remove,
    has: (partition, id) => partitions.get(partition)?.slots.has(id) ?? false,
    nearest(name, facts, { now, limit = NEAREST }) {
      const partition = partitions.get(name)
      if (!partition) return []
      return best(weigh(partition, termsOf(facts), now), limit).map(({ entry }) => entry)
    },
    expire(now) {
      for (const { entry } of [...order]) if (entry.expiresAt <= now) remove(entry.partition, entry.id)
    },
    size: () => order.size,
  }
}

/** Stems of Latin text; pairs of characters of Chinese. */
function termsOf(facts: QuestionFacts): readonly string[] {
  const terms = facts.script === 'han' ? [...facts.grams] : [...facts.stems, ...facts.numbers]
  return terms.length > 0 ? [...new Set(terms)] : [facts.form]
}

function weigh({ slots, postings }: Partition, terms: readonly string[], now: number): Map<Slot, number> {
  const rarestFirst = terms
    .flatMap((term) => postings.get(term) ?? [])
    .sort((one, other) => one.size - other.size)
  const weights = new Map<Slot, number>()
  let visited = 0
  for (const posting of rarestFirst) {
    const idf = Math.log1p(slots.size / posting.size)
    if (visited > 0 && visited + posting.size > MOST_VISITED) {
      addToKnown(weights, posting, idf)
      continue
    }
    for (const slot of posting) {
      if (slot.entry.expiresAt > now) weights.set(slot, (weights.get(slot) ?? 0) + idf * idf)
      visited += 1
      if (visited >= MOST_VISITED) break
    }
  }
  return weights
}

/** A common word finds nothing new, but tells apart what the rare ones found. */
function addToKnown(weights: Map<Slot, number>, posting: ReadonlySet<Slot>, idf: number): void {
  for (const [slot, weight] of weights) if (posting.has(slot)) weights.set(slot, weight + idf * idf)
}

function best(weights: ReadonlyMap<Slot, number>, limit: number): { entry: SemanticEntry; weight: number }[] {
  const found: { entry: SemanticEntry; weight: number }[] = []
  for (const [{ entry, terms }, sum] of weights) {
    const weight = sum / Math.sqrt(terms)
    if (found.length === limit && weight <= (found[limit - 1]?.weight ?? 0)) continue
    found.push({ entry, weight })
    found.sort((one, other) => other.weight - one.weight)
    if (found.length > limit) found.pop()
  }
  return found
}
