import { LRUCache } from 'lru-cache'
import { deepFreeze } from '../lib/deep-freeze.ts'
import type { AnswerAddress, AnswerLog, SealedAnswer, Tombstone } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * A purge elsewhere is not heard of here, so nothing known here is believed for longer. It has to be over
 * within 5 s (docs/log-protocol.md, "Purge"), and what the store tells may itself be of a second ago.
 */
export const BELIEVED_MS = 4_000

export type StoredAnswer<Event> = SealedAnswer<Event> | Tombstone | undefined

/** Sealed answers in this process, by address, which nobody can change: the newest ones that fit, for 4 s. */
export type MemoryTier<Event> = {
  /** From memory, else from the store; readers of one key at one time share one read. */
  read(
    address: AnswerAddress,
    log: Pick<AnswerLog<Event>, 'readAnswer'>,
  ): Promise<{ answer: StoredAnswer<Event>; fromMemory: boolean }>
  /** Only in memory: undefined when it has to be read. */
  peek(address: AnswerAddress): SealedAnswer<Event> | undefined
  forget(address: AnswerAddress): void
}

/** What an answer takes beside its events, about. */
const BYTES_BESIDE = 600

/** An answer in little space. What was unpacked lasts until the next collection of garbage, so hot ones cost nothing. */
type Packed<Event> = {
  facts: Omit<SealedAnswer<Event>, 'events'>
  /** JSON */
  events: string
  unpacked: WeakRef<SealedAnswer<Event>>
}

function pack<Event>(answer: SealedAnswer<Event>): Packed<Event> {
  const { events, ...facts } = deepFreeze(answer)
  return { facts, events: JSON.stringify(events), unpacked: new WeakRef(answer) }
}

/** A string takes two bytes for each unit as soon as one of them needs two. */
const bytesOf = (text: string): number => text.length * (/^[\0-\xff]*$/.test(text) ? 1 : 2)

function unpack<Event>(packed: Packed<Event>): SealedAnswer<Event> {
  const known = packed.unpacked.deref()
  if (known) return known
  const events = JSON.parse(packed.events) as SealedAnswer<Event>['events']
  const answer = deepFreeze({ ...packed.facts, events })
  packed.unpacked = new WeakRef(answer)
  return answer
}

/** `maxBytes`: what all answers together may take. */
export function createMemoryTier<Event>(options: { clock: Clock; maxBytes: number }): MemoryTier<Event> {
  const { clock, maxBytes } = options
  const answers = new LRUCache<string, Packed<Event>>({
    maxSize: maxBytes,
    sizeCalculation: ({ events }) => bytesOf(events) + BYTES_BESIDE,
    ttl: BELIEVED_MS,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  })
  const reading = new Map<string, { since: number; answer: Promise<StoredAnswer<Event>> }>()
  /** Counts what was forgotten, so that a read which was under way then is not kept. */
  const forgotten = new Map<string, number>()
  const nameOf = ({ scope, key }: AnswerAddress) => `${key}/${scope}`

  const readStore = async (
    name: string,
    address: AnswerAddress,
    log: Pick<AnswerLog<Event>, 'readAnswer'>,
  ) => {
    const start = clock.now()
    await undefined // Not before the reading is entered.
    const own = reading.get(name)
    const before = forgotten.get(name)
    try {
      const answer = await log.readAnswer(address, { consistent: false })
      const isKept = answer && !('purged' in answer) && forgotten.get(name) === before
      if (isKept) answers.set(name, pack(answer), { start })
      return answer
    } finally {
      if (reading.get(name) === own) reading.delete(name)
      if (reading.size === 0) forgotten.clear()
    }
  }

  return {
    async read(address, log) {
      const name = nameOf(address)
      const known = answers.get(name)
      if (known) return { answer: unpack(known), fromMemory: true }
      const running = reading.get(name)
      const since = clock.now()
      if (running && since - running.since < BELIEVED_MS)
        return { answer: await running.answer, fromMemory: true }
      const answer = readStore(name, address, log)
      reading.set(name, { since, answer })
      return { answer: await answer, fromMemory: false }
    },
    peek(address) {
      const known = answers.get(nameOf(address))
      return known && unpack(known)
    },
    forget(address) {
      const name = nameOf(address)
      answers.delete(name)
      if (reading.has(name)) forgotten.set(name, (forgotten.get(name) ?? 0) + 1)
    },
  }
}
