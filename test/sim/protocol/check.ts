import { TAKEOVERS_AT_MOST } from '../../../shared/cache/cache-deps.ts'
import { placeOfEvent } from '../../../shared/cache/event-id.ts'
import type { AnswerIdentity } from '../../../shared/ports/answer-log.ts'
import { logName } from '../../support/memory-answer-log.ts'
import { SIM_RULES, type SimEvent } from './events.ts'
import type { ReadingRecord } from './readers.ts'
import type { Purge } from './steps.ts'
import type { World } from './world.ts'

/** What the protocol bounds a purge's reach by. */
const PURGED_WITHIN_MS = 5_000
/** A start's reply, and then the answer, on their way. */
const ON_ITS_WAY_MS = 4_000

/** The statements of docs/log-protocol.md, "What must always hold", on all that was seen of one schedule. */
export function checkSchedule(
  world: World,
  records: readonly ReadingRecord[],
  purges: readonly Purge[],
): void {
  for (const record of records) {
    if (!record.process.process.isAlive) continue
    const name = `r${record.n} (${record.reader} at ${record.process.process.name})`
    const violate = (statement: string): undefined => {
      world.violate(`${statement} [${name}]`)
    }
    if (!record.isDone) violate('3: the reading never ended')
    else {
      checkRefusal(record, violate)
      if (record.refused === undefined && !record.hasLeft) checkReading(world, record, violate)
    }
    checkPurges(world, record, purges, violate)
  }
  checkModelCalls(world)
}

type Violate = (statement: string) => undefined

const MAY_REFUSE = ['not_cached', 'answer_gone', 'store_unavailable']

function checkRefusal({ refused }: ReadingRecord, violate: Violate): void {
  if (refused !== undefined && !MAY_REFUSE.includes(refused)) violate(`3: was refused with ${refused}`)
}

const MAY_FAIL = ['model_unavailable', 'store_unavailable', 'answer_gone']
/** Who starts again so often in a row is told in the end. */
const RESTARTS_AT_MOST = 5

/** What a reader may be told instead of an answer, by what has happened. */
function mayFail({ hasPaused, hasFaults, history }: World, record: ReadingRecord): string[] {
  const { identity, isHeldBack, told } = record
  const restarts = told.filter(({ read }) => read.kind === 'restart').length
  const attempts = [...history.attempts.values()].filter(
    ({ fill, address }) => fill === identity?.fill && address.key === identity.key,
  )
  // Who reads by id cannot say what was asked, and who could is gone.
  const isById = record.state === undefined
  const isUnknown = !attempts.some(({ address }) => history.rowsOf(address)[0]?.kind === 'request')
  const isAbandoned = hasFaults || attempts.length > TAKEOVERS_AT_MOST || (isById && isUnknown)
  return [
    ...MAY_FAIL,
    ...(isHeldBack || restarts >= RESTARTS_AT_MOST ? ['source_purged'] : []),
    ...(hasPaused ? ['deadline_exceeded'] : []),
    ...(isAbandoned ? ['fill_abandoned'] : []),
  ]
}

function checkReading(world: World, record: ReadingRecord, violate: Violate): void {
  const reads = record.told.map(({ read }) => read)
  const lastRead = reads.at(-1)
  const ends = reads.filter((read) => read.kind === 'event' && SIM_RULES.isTerminal(read.event))
  if (ends.length !== 1 || lastRead !== ends[0]) {
    violate(`3: ${ends.length} terminal events`)
    return
  }
  checkIds(record, violate)
  const terminal = (lastRead?.kind === 'event' ? lastRead.event : undefined) as SimEvent
  if (terminal.type === 'failed' && !mayFail(world, record).includes(terminal.code)) {
    violate(`3: failed with ${terminal.code}`)
  }
  if (terminal.type !== 'done') return
  if (terminal.status === 'cancelled') {
    checkCancelled(world, record, violate)
    return
  }
  const { run } = terminal
  if (reads.some((read) => read.kind === 'event' && read.event.type === 'not-stored')) return
  if (world.calls.some((call) => call.run === run && call.log === undefined)) return
  checkText(world, record, run, violate)
}

const nameOf = ({ key, fill }: AnswerIdentity) => `${key}/${fill}`

/** Ids grow; another answer after a restart has ids of its own. */
function checkIds({ told, after, firstIdentity }: ReadingRecord, violate: Violate): void {
  let last = after ?? -1
  let answer = firstIdentity && nameOf(firstIdentity)
  for (const { read } of told) {
    if (read.kind === 'restart') {
      if (nameOf(read.identity) !== answer) last = -1
      answer = nameOf(read.identity)
    } else if (read.kind === 'matched') continue
    else if (read.id <= last) violate(`3: event ${read.id} after ${last}`)
    else last = read.id
  }
}

function checkCancelled(
  world: World,
  { identity, reader, process, told, isHeldBack }: ReadingRecord,
  violate: Violate,
): void {
  if (isHeldBack) return
  const startedBy = [...world.history.attempts.values()].find(
    ({ fill, address }) => fill === identity?.fill && address.key === identity.key,
  )?.startedBy
  // Without the store nobody knows whose it was.
  const isInDoubt = process.troubledAt > (told.at(-1)?.at ?? 0) - 10_000
  if (startedBy !== reader && !isInDoubt) violate('3: was told that it is cancelled, which somebody else did')
}

/** Byte for byte what the complete log has. */
function checkText(world: World, record: ReadingRecord, run: number, violate: Violate): void {
  const { history } = world
  const logs = [...history.attempts.values()].map(({ address }) => history.completeEvents(address))
  const complete = logs.find((events) => events?.some((event) => event.type === 'done' && event.run === run))
  if (!complete) {
    violate(`3: the answer of run ${run} is in no complete log`)
    return
  }
  const restartedAt = record.told.findLastIndex(({ read }) => read.kind === 'restart')
  const first = restartedAt >= 0 || record.after === null ? 0 : placeOfEvent(record.after).n + 1
  const told = record.told
    .slice(restartedAt + 1)
    .flatMap(({ read }) => (read.kind === 'event' ? [read.event] : []))
  const isShown = (event: SimEvent) => !SIM_RULES.isApart(event)
  const wanted = complete.slice(Math.min(first, complete.length - 1)).filter(isShown)
  const got = JSON.stringify(told.filter(isShown))
  if (got !== JSON.stringify(wanted)) violate(`3: read other than the log of run ${run} has`)
}

function checkPurges(
  { calls }: World,
  { told, requestedAt }: ReadingRecord,
  purges: readonly Purge[],
  violate: Violate,
): void {
  // What is not stored, or could not be written down at once, a purge does not find.
  const isUnfound = (run: number) =>
    calls.some((call) => call.run === run && (call.log === undefined || call.isUnclaimed))
  for (const { beganAt, doneAt, covers } of purges) {
    if (doneAt === undefined || requestedAt < doneAt + PURGED_WITHIN_MS) continue
    for (const { read } of told) {
      if (read.kind !== 'event' || read.event.type !== 'delta') continue
      const { event } = read
      if (event.at < beganAt && covers(event) && !isUnfound(event.run)) {
        violate(`6: ${JSON.stringify(event)} ${Math.round(requestedAt - doneAt)} ms after its purge`)
        return
      }
    }
  }
}

/** One call for an attempt; and none at all where a fresh answer was there. */
function checkModelCalls({ calls, history, violate }: World): void {
  const attempts = [...history.attempts.values()]
  for (const { address, fill, startedBy, freshForMs, isTakeover } of attempts) {
    const own = calls.filter(({ log }) => log === logName(address))
    if (own.length > 1) violate(`5: fence ${address.fence} called the model ${own.length} times`)
    const start = attempts.find((other) => other.address.key === address.key && other.address.fence === fill)
    const isChosen = (start?.startedBy ?? startedBy).startsWith('choosy') || isTakeover
    if (own.length > 0 && freshForMs > ON_ITS_WAY_MS && !isChosen)
      violate(`4: fence ${address.fence} was filled beside a fresh answer`)
  }
}
