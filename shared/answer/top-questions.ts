import type { CacheStats } from '../api/cache-stats.ts'
import { encodeAnswerId } from '../cache/answer-id.ts'
import type { Asked, Order } from '../cache/cache-deps.ts'
import type { AnswerLog } from '../ports/answer-log.ts'
import type { Clock } from '../ports/clock.ts'
import type { SharedLists } from '../ports/shared-lists.ts'
import { cut } from '../text/cut.ts'
import type { FillRequest } from './request.ts'

export type TopQuestion = CacheStats['top_questions'][number]
type Entry = { key: string; question: string; hits: number }

const HOUR_MS = 3_600_000
const KEPT_MS = 32 * 24 * HOUR_MS
const LIST = { scope: 'public', name: 'top-questions' }
const ROWS_AT_MOST = 2_000
/** In memory, of one hour; then only the most read half is counted on. */
const COUNTED_AT_MOST = 1_000
const WRITTEN_AT_MOST = 50
const TOLD_AT_MOST = 10
/** Some of those written down are no longer in the cache. */
const LOOKED_UP_AT_MOST = 30
const LONGEST_QUESTION = 200

/**
 * Which public answers are read most without being made again. Each process keeps one row an hour, written once
 * a minute at most, so nobody who reads an answer waits or writes; what a process had counted in its last minute
 * may be lost with it. Other scopes are never counted.
 */
export function createTopQuestions(options: {
  lists: SharedLists
  log: Pick<AnswerLog<unknown>, 'readAnswer'>
  clock: Clock
  /** Names this process. */
  owner: string
  /** Default 60,000. */
  flushEveryMs?: number
}) {
  const { lists, log, clock, owner, flushEveryMs = 60_000 } = options
  const hours = new Map<number, Map<string, Entry>>()
  const unwritten = new Set<number>()
  let timer: NodeJS.Timeout | undefined

  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const [newest] = [...hours.keys()].slice(-1)
    for (const at of unwritten) {
      unwritten.delete(at)
      const value = mostRead([...(hours.get(at)?.values() ?? [])], WRITTEN_AT_MOST)
      // Written again as a whole, so a row that was lost costs nothing but time.
      await lists.append(LIST, { at, id: owner, value }, { expiresAt: at + KEPT_MS }).then(
        () => at !== newest && hours.delete(at),
        () => unwritten.add(at),
      )
      if (unwritten.has(at)) return
    }
  }

  return {
    count(
      { state, neighbour }: Pick<Asked<unknown>, 'state' | 'neighbour'>,
      order: Order<FillRequest>,
    ): void {
      const { address, request } = order
      if (address.scope !== 'public' || request.kind !== 'question') return
      if (state === 'miss' || state === 'bypass') return
      const key = neighbour?.target.key ?? address.key
      const at = Math.floor(clock.now() / HOUR_MS) * HOUR_MS
      const entries = hours.get(at) ?? new Map<string, Entry>()
      const entry = entries.get(key)
      if (entry) entry.hits += 1
      else {
        if (entries.size >= COUNTED_AT_MOST) keepMostRead(entries)
        const question = cut(neighbour?.match.question ?? request.question, LONGEST_QUESTION)
        hours.set(at, entries.set(key, { key, question, hits: 1 }))
      }
      unwritten.add(at)
      timer ??= setTimeout(() => void flush(), flushEveryMs).unref()
    },

    /** Those of the hours from `from` to `to` (ms since the epoch) that are still in the cache, most read first. */
    async read({ from, to }: { from: number; to: number }): Promise<TopQuestion[]> {
      await flush()
      const since = Math.floor(from / HOUR_MS) * HOUR_MS
      const rows = await lists.read(LIST, { since, limit: ROWS_AT_MOST })
      const counted = rows.filter(({ at }) => at <= to).flatMap(({ value }) => value as Entry[])
      const candidates = mostRead(addUp(counted), LOOKED_UP_AT_MOST)
      const found = await Promise.all(candidates.map(lookUp))
      return found.filter((entry) => entry !== undefined).slice(0, TOLD_AT_MOST)
    },

    flush,
  }

  async function lookUp({ key, question, hits }: Entry): Promise<TopQuestion | undefined> {
    const answer = await log.readAnswer({ scope: 'public', key }, { consistent: false })
    const now = clock.now()
    if (!answer || 'purged' in answer || now >= answer.staleUntil) return undefined
    const { facts, fill, freshUntil } = answer
    return {
      answer: encodeAnswerId({ scope: 'public', key, fill }),
      question,
      hits,
      age_s: Math.max(0, Math.floor((now - facts.retrievedAt) / 1_000)),
      freshness: facts.freshness,
      is_stale: now >= freshUntil,
    }
  }
}
export type TopQuestions = ReturnType<typeof createTopQuestions>

const mostRead = (entries: readonly Entry[], count: number): Entry[] =>
  [...entries].sort((one, other) => other.hits - one.hits).slice(0, count)

function addUp(entries: readonly Entry[]): Entry[] {
  const sums = new Map<string, Entry>()
  for (const entry of entries) {
    const { hits = 0 } = sums.get(entry.key) ?? {}
    sums.set(entry.key, { ...entry, hits: hits + entry.hits })
  }
  return [...sums.values()]
}

function keepMostRead(entries: Map<string, Entry>): void {
  const kept = mostRead([...entries.values()], COUNTED_AT_MOST / 2)
  entries.clear()
  for (const entry of kept) entries.set(entry.key, entry)
}
