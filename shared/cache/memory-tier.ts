import { LRUCache } from 'lru-cache'
import type { AnswerAddress, AnswerLog, SealedAnswer, Tombstone } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * A purge elsewhere is not heard of here, so nothing known here is believed for longer. It has to be over
 * within 5 s (docs/log-protocol.md, "Purge"), and what the store tells may itself be of a second ago.
 */
export const BELIEVED_MS = 4_000

export type StoredAnswer<Event> = SealedAnswer<Event> | Tombstone | undefined

/** Sealed answers in this process, by address: the newest ones that fit, for 5 s at most. */
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

/** An event as an object takes about twice the bytes of its JSON, the heap's own need included. */
const BYTES_A_CHARACTER = 2

/** `maxBytes`: what all answers together may take. */
export function createMemoryTier<Event>(options: { clock: Clock; maxBytes: number }): MemoryTier<Event> {
  const { clock, maxBytes } = options
  const answers = new LRUCache<string, SealedAnswer<Event>>({
    maxSize: maxBytes,
    sizeCalculation: ({ events }) => JSON.stringify(events).length * BYTES_A_CHARACTER,
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
      if (isKept) answers.set(name, answer, { start })
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
      if (known) return { answer: known, fromMemory: true }
      const running = reading.get(name)
      const since = clock.now()
      if (running && since - running.since < BELIEVED_MS)
        return { answer: await running.answer, fromMemory: true }
      const answer = readStore(name, address, log)
      reading.set(name, { since, answer })
      return { answer: await answer, fromMemory: false }
    },
    peek: (address) => answers.get(nameOf(address)),
    forget(address) {
      const name = nameOf(address)
      answers.delete(name)
      if (reading.has(name)) forgotten.set(name, (forgotten.get(name) ?? 0) + 1)
    },
  }
}
