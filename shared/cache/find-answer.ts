import { IngotError } from '../errors.ts'
import type { AnswerIdentity, LogAddress, Match, PositionedRow, Target } from '../ports/answer-log.ts'
import { type CacheDeps, CLOCK_SKEW_MS, type Source } from './cache-deps.ts'
import { type ClosingRow, eventsOf, isClosing } from './close-log.ts'
import type { LiveLog } from './live-logs.ts'
import { BELIEVED_MS } from './memory-tier.ts'
import { purgedUpTo } from './purged-up-to.ts'
import { requestOfFill } from './request-of-fill.ts'
import { seal } from './seal.ts'

const gone = (message: string) => new IngotError('answer_gone', message)

/** The answer of an id as it stands, and where its reading goes on. */
export type Found<Event> = {
  source: Source<Event>
  /** What there is of it; null: an event that is kept apart. */
  events: readonly (Event | null)[]
  /** `queued`: nobody has begun. */
  state: 'queued' | 'running' | 'ended'
  /** It was made for another wording of the question. */
  match?: Match | undefined
  /** Where that is kept, and row 0 of what was asked. */
  target?: Target
  request?: unknown
}

/**
 * Finds the answer of an id: the sealed copy if it is of this fill, else its log, through takeovers. A
 * complete log without its copy gets one; a fill whose leader is gone is gone on with. Throws `answer_gone`.
 */
export async function findAnswer<Event, Request>(
  deps: CacheDeps<Event, Request>,
  identity: AnswerIdentity,
  /** Asks the store, whatever is being written here: somebody has just ended it. */
  { isFresh = false } = {},
): Promise<Found<Event>> {
  const { log } = deps
  const known = deps.memory.peek(identity)
  if (known?.fill === identity.fill) return sealedFound(identity, known)
  const live = deps.live.newestOf(identity)
  if (!isFresh && live?.fill === identity.fill && isBelieved(deps, live)) return liveFound(identity, live)
  const answer = await log.readAnswer(identity, { consistent: true })
  if (answer && !('purged' in answer) && answer.fill === identity.fill) return sealedFound(identity, answer)

  const { address, rows, last } = await walkLogs(deps, identity)
  if (purgedUpTo(answer) >= address.fence) throw gone('This answer was purged.')
  const source = { kind: 'log' as const, identity, fence: address.fence }
  if (last?.kind === 'redirect') {
    const { match, target } = last
    const [first] = rows
    const request = first?.row.kind === 'request' ? first.row.request : undefined
    return { ...(await followRedirect(deps, target, source)), match, target, request }
  }
  const events = eventsOf(rows)
  if (last?.kind === 'end') {
    if (!answer || answer.fence < address.fence) {
      await seal(deps, { address, fill: identity.fill, events, facts: last.facts }).catch(() => undefined)
    }
    return { source, events, state: 'ended' }
  }
  return findRunning(deps, source, rows)
}

/** A log without an end; its fill is gone on with here if its leader is dead. */
async function findRunning<Event, Request>(
  deps: CacheDeps<Event, Request>,
  source: Extract<Source<Event>, { kind: 'log' }>,
  rows: readonly PositionedRow<Event>[],
): Promise<Found<Event>> {
  const { identity } = source
  const lease = await deps.log.readLease(identity)
  const isOurs = lease?.fill === identity.fill && lease.state === 'filling'
  if (rows.length === 0 && !isOurs) throw gone('This answer is no longer kept.')
  const events = eventsOf(rows)
  const isDead = isOurs && lease.until > 0 && deps.clock.now() > lease.until + CLOCK_SKEW_MS
  const request = isDead ? await requestOfFill(deps, identity, lease.fence) : undefined
  if (isDead && request !== undefined) {
    await deps.lead(identity, lease, request).catch(() => undefined)
  }
  return { source, events, state: lease?.until === 0 && events.length === 0 ? 'queued' : 'running' }
}

const liveFound = <Event>(
  identity: AnswerIdentity,
  { address: { fence }, events }: LiveLog<Event>,
): Found<Event> => ({ source: { kind: 'log', identity, fence }, events: [...events], state: 'running' })

/** Whether it is written here, and open as far as this process can know: its next renewal tells of a purge elsewhere. */
const isBelieved = <Event, Request>({ clock }: CacheDeps<Event, Request>, live: LiveLog<Event>) =>
  !live.isCopy && live.closing === undefined && clock.now() - live.confirmedAt < BELIEVED_MS

function sealedFound<Event>(
  identity: AnswerIdentity,
  answer: Extract<Source<Event>, { kind: 'sealed' }>['answer'],
): Found<Event> {
  return { source: { kind: 'sealed', identity, answer }, events: answer.events, state: 'ended' }
}

/** From the fill's first log to the one that was not moved on. */
async function walkLogs<Event, Request>(
  { log }: CacheDeps<Event, Request>,
  { scope, key, fill }: AnswerIdentity,
) {
  let address: LogAddress = { scope, key, fence: fill }
  for (;;) {
    const rows = await log.readRows(address, { after: -1 })
    const row = rows.at(-1)?.row
    const last: ClosingRow<Event> | undefined = row && isClosing(row) ? row : undefined
    if (last?.kind !== 'moved') return { address, rows, last }
    address = { ...address, fence: last.fence }
  }
}

/** The log says that the answer is another's. */
async function followRedirect<Event, Request>(
  { log }: CacheDeps<Event, Request>,
  target: AnswerIdentity & LogAddress,
  source: Source<Event>,
): Promise<Found<Event>> {
  const answer = await log.readAnswer(target, { consistent: true })
  if (purgedUpTo(answer) >= target.fence) throw gone('This answer was purged.')
  if (answer && !('purged' in answer) && answer.fence === target.fence) {
    return { source, events: answer.events, state: 'ended' }
  }
  const rows = await log.readRows(target, { after: -1 })
  if (rows.at(-1)?.row.kind !== 'end') throw gone('This answer is no longer kept.')
  return { source, events: eventsOf(rows), state: 'ended' }
}
