import { gzipSync } from 'node:zlib'
import type {
  AnswerAddress,
  AnswerLog,
  FillFacts,
  Lease,
  LogAddress,
  LogRow,
  PositionedRow,
  SealedAnswer,
} from '../../shared/ports/answer-log.ts'
import type { Clock } from '../../shared/ports/clock.ts'

const MAX_ANSWER_BYTES = 350_000
const LOG_KEPT_S = 24 * 3_600
const KEPT_AFTER_STALE_S = 24 * 3_600
const TOMBSTONE_KEPT_S = 31 * 24 * 3_600

type LeaseItem = Lease & { ttl: number }
type RowItem = { json: string; owner: string; ttl: number }
type AnswerItem =
  | { kind: 'tombstone'; fence: number; ttl: number }
  | {
      kind: 'sealed'
      fence: number
      fill: number
      facts: string
      degraded: boolean
      freshUntil: number
      staleUntil: number
      events: string
      ttl: number
    }
type FailureItem = { fence: number; until: number; event: string }

/** The items as they lie in the store, expired ones too. Keyed by address; logs by address and fence. */
export type AnswerLogState = {
  leases: Map<string, LeaseItem>
  logs: Map<string, Map<number, RowItem>>
  answers: Map<string, AnswerItem>
  apart: Map<string, { json: string; ttl: number }>
  failures: Map<string, FailureItem>
}

export const createAnswerLogState = (): AnswerLogState => ({
  leases: new Map(),
  logs: new Map(),
  answers: new Map(),
  apart: new Map(),
  failures: new Map(),
})

export const addressName = ({ scope, key }: AnswerAddress) => JSON.stringify([scope, key])
export const logName = ({ scope, key, fence }: LogAddress) => JSON.stringify([scope, key, fence])

/** The answer log in memory, with the conditions of the store. Logs with different clocks can share one state. */
export function createMemoryAnswerLog<Event>(options: {
  clock: Pick<Clock, 'now'>
  state?: AnswerLogState
}): AnswerLog<Event> {
  const { clock, state = createAnswerLogState() } = options
  return { ...leasesOf(state, clock), ...rowsOf<Event>(state, clock), ...answersOf<Event>(state, clock) }
}

const secondsNow = (clock: Pick<Clock, 'now'>) => Math.floor(clock.now() / 1_000)

function unexpired<Item extends { ttl: number }>(item: Item | undefined, clock: Pick<Clock, 'now'>) {
  return item !== undefined && item.ttl > secondsNow(clock) ? item : undefined
}

function leasesOf({ leases }: AnswerLogState, clock: Pick<Clock, 'now'>) {
  const ttl = () => secondsNow(clock) + LOG_KEPT_S
  const toLease = ({ ttl: _, ...lease }: LeaseItem): Lease => lease
  /** Who writes at a fence, if it is still this owner. */
  const heldBy = (log: LogAddress, owner: string) => {
    const item = leases.get(addressName(log))
    return item?.owner === owner && item.fence === log.fence ? item : undefined
  }
  const store: Pick<
    AnswerLog<never>,
    'start' | 'takeOver' | 'readLease' | 'renew' | 'renewReading' | 'release'
  > = {
    async start(address, { owner, until, startedBy }) {
      const item = leases.get(addressName(address))
      const isFree = !item || item.state === 'done' || item.ttl <= secondsNow(clock)
      if (!isFree && item.owner !== owner) return { kind: 'held', lease: toLease(item) }
      if (!isFree) return { kind: 'started', fence: item.fence, fill: item.fill }
      const fence = (item?.fence ?? secondsNow(clock)) + 1
      const lease = { fence, fill: fence, state: 'filling' as const, owner, until, readUntil: 0, startedBy }
      leases.set(addressName(address), { ...lease, ttl: ttl() })
      return { kind: 'started', fence, fill: fence }
    },
    async takeOver(address, { owner, until, seen }) {
      const item = leases.get(addressName(address))
      const fence = seen.fence + 1
      if (item?.owner === owner && item.fence === fence) return { kind: 'taken', fence }
      const isSeen = item?.fence === seen.fence && item.owner === seen.owner && item.until === seen.until
      if (!item || !isSeen || item.state !== 'filling') return { kind: 'refused' }
      leases.set(addressName(address), { ...item, fence, owner, until, ttl: ttl() })
      return { kind: 'taken', fence }
    },
    async readLease(address) {
      const item = unexpired(leases.get(addressName(address)), clock)
      return item && toLease(item)
    },
    async renew(log, { owner, until, readUntil }) {
      const item = heldBy(log, owner)
      if (item?.state !== 'filling') return 'superseded'
      leases.set(addressName(log), { ...item, until, readUntil: readUntil ?? item.readUntil })
      return 'renewed'
    },
    async renewReading(identity, { readUntil }) {
      const item = leases.get(addressName(identity))
      if (item?.fill !== identity.fill || item.state !== 'filling' || item.readUntil >= readUntil) return
      leases.set(addressName(identity), { ...item, readUntil })
    },
    async release(log, { owner }) {
      const item = heldBy(log, owner)
      if (!item) return 'superseded'
      leases.set(addressName(log), { ...item, state: 'done' })
      return 'released'
    },
  }
  return store
}

function rowsOf<Event>({ logs }: AnswerLogState, clock: Pick<Clock, 'now'>) {
  const store: Pick<AnswerLog<Event>, 'append' | 'readRows'> = {
    async append(log, position, row, { owner }) {
      const rows = logs.get(logName(log)) ?? new Map<number, RowItem>()
      logs.set(logName(log), rows)
      const json = JSON.stringify(row)
      const there = rows.get(position)
      if (there) return there.owner === owner && there.json === json ? 'appended' : 'taken'
      rows.set(position, { json, owner, ttl: secondsNow(clock) + LOG_KEPT_S })
      return 'appended'
    },
    async readRows(log, { after }) {
      const rows = logs.get(logName(log))
      const found: PositionedRow<Event>[] = []
      for (let position = after + 1; ; position += 1) {
        const item = unexpired(rows?.get(position), clock)
        if (!item) return found
        found.push({ position, row: JSON.parse(item.json) as LogRow<Event> })
      }
    },
  }
  return store
}

const isTooLarge = (json: string) =>
  Buffer.byteLength(json) > MAX_ANSWER_BYTES && gzipSync(json).length > MAX_ANSWER_BYTES

function answersOf<Event>({ answers, apart, failures }: AnswerLogState, clock: Pick<Clock, 'now'>) {
  const ttlOf = (staleUntil: number) =>
    Math.max(Math.ceil(staleUntil / 1_000), secondsNow(clock)) + KEPT_AFTER_STALE_S
  const mayReplace = (item: AnswerItem | undefined, fence: number, { degraded }: FillFacts) => {
    if (!item) return true
    if (item.fence >= fence) return false
    const isNoLoss = item.kind === 'tombstone' || item.degraded || item.staleUntil <= clock.now()
    return !degraded || isNoLoss
  }
  const store: Pick<
    AnswerLog<Event>,
    'materialise' | 'readAnswer' | 'readApart' | 'amend' | 'purge' | 'rememberFailure' | 'readFailure'
  > = {
    async materialise(address, { fence, fill, facts, freshUntil, staleUntil, events }, kept) {
      const json = JSON.stringify(events)
      const keptJson = JSON.stringify([...kept])
      if (isTooLarge(json) || isTooLarge(keptJson)) return 'too_large'
      const ttl = ttlOf(staleUntil)
      if (!mayReplace(answers.get(addressName(address)), fence, facts)) return 'superseded'
      if (kept.size > 0) apart.set(logName({ ...address, fence }), { json: keptJson, ttl })
      answers.set(addressName(address), {
        kind: 'sealed',
        fence,
        fill,
        facts: JSON.stringify(facts),
        degraded: facts.degraded,
        freshUntil,
        staleUntil,
        events: json,
        ttl,
      })
      return 'stored'
    },
    async readAnswer(address) {
      const item = unexpired(answers.get(addressName(address)), clock)
      return item && toAnswer<Event>(item)
    },
    async readApart(log) {
      const item = unexpired(apart.get(logName(log)), clock)
      return new Map(item ? (JSON.parse(item.json) as [number, Event][]) : [])
    },
    async amend(log, { facts, freshUntil, staleUntil }) {
      const item = answers.get(addressName(log))
      if (item?.kind !== 'sealed' || item.fence !== log.fence) return 'superseded'
      const { degraded } = facts
      const life = { facts: JSON.stringify(facts), degraded, freshUntil, staleUntil, ttl: ttlOf(staleUntil) }
      answers.set(addressName(log), { ...item, ...life })
      return 'amended'
    },
    async purge(address, { fence }) {
      for (const name of apart.keys()) {
        const [scope, key, ofFence] = JSON.parse(name) as [string, string, number]
        if (scope === address.scope && key === address.key && ofFence <= fence) apart.delete(name)
      }
      const item = answers.get(addressName(address))
      if (item && item.fence > fence) return 'superseded'
      const ttl = secondsNow(clock) + TOMBSTONE_KEPT_S
      answers.set(addressName(address), { kind: 'tombstone', fence, ttl })
      return 'purged'
    },
    async rememberFailure(address, { fence, event, until }) {
      const item = failures.get(addressName(address))
      if (item && item.fence > fence) return
      failures.set(addressName(address), { fence, until, event: JSON.stringify(event) })
    },
    async readFailure(address) {
      const item = failures.get(addressName(address))
      return item && { fence: item.fence, until: item.until, event: JSON.parse(item.event) as Event }
    },
  }
  return store
}

/** What a reader of the item gets. */
export function toAnswer<Event>(item: AnswerItem) {
  if (item.kind === 'tombstone') return { purged: true as const, fence: item.fence }
  const { fence, fill, freshUntil, staleUntil } = item
  const answer: SealedAnswer<Event> = {
    fence,
    fill,
    facts: JSON.parse(item.facts) as FillFacts,
    freshUntil,
    staleUntil,
    events: JSON.parse(item.events) as (Event | null)[],
  }
  return answer
}
