import { placeOfEvent } from '../../../shared/cache/event-id.ts'
import type { CacheUse } from '../../../shared/cache/judge.ts'
import type { Read } from '../../../shared/cache/read-log.ts'
import { toIngotError } from '../../../shared/errors.ts'
import type { AnswerIdentity } from '../../../shared/ports/answer-log.ts'
import type { SimEvent } from './events.ts'
import type { SimProcess, World } from './world.ts'

/** One reading, as its reader saw it. */
export type ReadingRecord = {
  n: number
  key: string
  reader: string
  process: SimProcess
  /** True time. */
  requestedAt: number
  use: CacheUse & { isQueued: boolean; isUnstored: boolean }
  /** Id of the last event that an earlier reading had seen; null: from the beginning. */
  after: number | null
  state: string | undefined
  /** The answer read last, and the one that the reading began with. */
  identity: AnswerIdentity | undefined
  firstIdentity: AnswerIdentity | undefined
  told: { read: Read<SimEvent>; at: number }[]
  /** Error code instead of a reading. */
  refused: string | undefined
  /** It reads by id, and was not let begin anew. */
  isHeldBack: boolean
  hasLeft: boolean
  isDone: boolean
}

const DEFAULT_USE = { use: 'default', maxAgeS: null, isQueued: false, isUnstored: false } as const

export type Readers = ReturnType<typeof createReaders>

export function createReaders(world: World) {
  const { random, between, time, trace } = world
  const records: ReadingRecord[] = []

  const open = (
    process: SimProcess,
    key: string,
    reader: string,
    more: Partial<ReadingRecord>,
  ): ReadingRecord => {
    const record: ReadingRecord = {
      ...{ n: records.length, key, reader, process, requestedAt: time.now(), use: DEFAULT_USE },
      ...{ after: null, state: undefined, identity: undefined, told: [], refused: undefined },
      firstIdentity: undefined,
      ...{ isHeldBack: false, hasLeft: false, isDone: false },
      ...more,
    }
    records.push(record)
    return record
  }
  const nameOf = ({ n, process, reader }: ReadingRecord) => `r${n} (${reader} at ${process.process.name})`

  const follow = async (
    record: ReadingRecord,
    source: Parameters<SimProcess['cache']['read']>[0],
    by: { isById: boolean },
  ) => {
    const { process, reader, after, key } = record
    const leaving = new AbortController()
    if (random() < 0.08) {
      process.process.after(between(0, 6_000), () => {
        record.hasLeft = true
        leaving.abort()
      })
    }
    const isSlow = random() < 0.08
    record.identity = source.identity
    record.firstIdentity = source.identity
    const order = by.isById ? undefined : world.orderOf(key)
    const reads = process.cache.read(source, {
      ...{ reader, after, apart: random() < 0.3, maxAgeS: record.use.maxAgeS, order },
      ...{ semantic: true, signal: leaving.signal },
      async orderOf() {
        if (random() < 0.9) return world.orderOf(key)
        record.isHeldBack = true
        return undefined
      },
    })
    for await (const read of reads) {
      record.told.push({ read, at: time.now() })
      if (read.kind === 'restart') record.identity = read.identity
      trace(() => `${nameOf(record)} ${describe(read)}`)
      if (isSlow) await process.process.clock.sleep(between(0, 500))
    }
  }
  const run = async (record: ReadingRecord, reading: () => Promise<void>) => {
    try {
      await reading()
    } catch (thrown) {
      const error = toIngotError(thrown)
      record.refused = error.code === 'internal' ? `internal ${String(error.cause)}` : error.code
    }
    record.isDone = true
    trace(() => `${nameOf(record)} is done ${record.refused ?? ''}${record.hasLeft ? '(left)' : ''}`)
  }

  const ask = (process: SimProcess, key: string, reader: string, use: Partial<ReadingRecord['use']> = {}) => {
    const record = open(process, key, reader, { use: { ...DEFAULT_USE, ...use } })
    trace(() => `${nameOf(record)} asks ${key} ${JSON.stringify(use)}`)
    void run(record, async () => {
      const order = world.orderOf(key)
      // Most questions of real readers come to no more than this.
      const recalled = random() < 0.5 ? process.cache.recall(order, record.use) : undefined
      const asked = recalled ?? (await process.cache.ask(order, { ...record.use, reader, semantic: true }))
      record.state = asked.state
      const { identity } = asked.source
      trace(() => `${nameOf(record)} gets ${asked.state} ${asked.source.kind} of fill ${identity.fill}`)
      record.identity = identity
      if (asked.isQueued) record.hasLeft = true
      else await follow(record, asked.source, { isById: false })
    })
  }
  /** Goes on with an answer by its id, after an event that somebody was told. */
  const resume = (process: SimProcess, of: ReadingRecord) => {
    const { identity, key } = of
    if (!identity) return
    const sinceRestart = of.told.slice(of.told.findLastIndex(({ read }) => read.kind === 'restart') + 1)
    const seen = sinceRestart.map(({ read }) => (read.kind === 'event' ? read.id : 0))
    const after =
      random() < 0.4 || seen.length === 0 ? null : (seen[Math.floor(random() * seen.length)] ?? null)
    const record = open(process, key, of.reader, { after, identity })
    const place = after === null ? '' : ` after ${placeOfEvent(after).n} of ${placeOfEvent(after).fence}`
    trace(() => `${nameOf(record)} resumes fill ${identity.fill} of ${key}${place}`)
    void run(record, async () => {
      const { source } = await process.cache.find(identity)
      await follow(record, source, { isById: true })
    })
  }
  return { records, ask, resume }
}

function describe(read: Read<SimEvent>): string {
  if (read.kind === 'restart') return `restarts (${read.reason}) with fill ${read.identity.fill}`
  if (read.kind === 'matched') return `is given what ${read.match.question} was answered`
  const { fence, n } = placeOfEvent(read.id)
  return `reads ${fence}:${n} ${JSON.stringify(read.event).slice(0, 90)}`
}
