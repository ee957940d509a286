import { IngotError } from '../errors.ts'
import type { AnswerLog } from '../ports/answer-log.ts'
import type { AnswerIdentity } from './answer-id.ts'
import type { FillDeps } from './fill.ts'

/** `complete`: the last event is terminal. Otherwise the fill is still running somewhere. */
export type StoredEvents<Event> = { fence: number; events: readonly Event[]; complete: boolean }

/**
 * The events of one fill as they stand: the sealed copy if it is of this fill, else its log. A log that
 * nobody writes any more is closed first, so that its reader gets an end. Throws `answer_gone`.
 */
export async function readById<Event>(
  deps: FillDeps<Event>,
  identity: AnswerIdentity,
): Promise<StoredEvents<Event>> {
  const { log, live } = deps
  const address = { ...identity, fence: identity.fill }
  const running = live.find(address)
  if (running) return { fence: address.fence, events: [...running.events], complete: running.ended }

  const sealed = await log.readAnswer(identity)
  if (sealed && 'purged' in sealed) {
    if (sealed.fence >= identity.fill) throw new IngotError('answer_gone', 'This answer was purged.')
  } else if (sealed?.fill === identity.fill) {
    return { fence: sealed.fence, events: sealed.events, complete: true }
  }

  const stored = await readLog(log, address)
  if (!stored) throw new IngotError('answer_gone', 'This answer is no longer kept.')
  if (stored.complete || deps.clock.now() < stored.until) return { fence: address.fence, ...stored }
  return { fence: address.fence, ...(await closeAbandoned(deps, address, stored)) }
}

const RUNNING_AT_MOST = 100

/**
 * Makes the answer, and every older one of its key, unreadable: a tombstone over its copy, and an end on
 * its log if one is being written, so that the writer finds its position taken and stops.
 */
export async function purgeAnswer<Event>(deps: FillDeps<Event>, identity: AnswerIdentity): Promise<void> {
  const { log } = deps
  const latest = (await log.readLease(identity))?.fence
  const isKnown = (latest ?? 0) >= identity.fill || (await log.readAnswer(identity)) !== undefined
  if (!isKnown) throw new IngotError('not_found', 'There is no answer of this id.')
  const fence = Math.max(identity.fill, latest ?? 0)
  await log.purge(identity, { fence })
  // Fences count asks; one that is so far back has ended long ago.
  const oldest = Math.max(identity.fill, fence - RUNNING_AT_MOST)
  for (let each = fence; each >= oldest; each -= 1) await endLog(deps, { ...identity, fence: each })
}

/** Writes the last row of a log, if it has rows and no last one; its writer finds the position taken and stops. */
async function endLog<Event>(
  { log, rules, owner }: FillDeps<Event>,
  address: AnswerIdentity & { fence: number },
): Promise<void> {
  const failure = rules.failure(new IngotError('answer_gone', 'This answer was purged.'))
  for (;;) {
    const stored = await readLog(log, address)
    if (!stored || stored.complete) return
    const row = { kind: 'end' as const, first: stored.events.length, events: [failure] }
    await log.append(address, stored.nextPosition, row, { owner })
  }
}

type LogState<Event> = {
  events: Event[]
  complete: boolean
  nextPosition: number
  /** When the writer will have given up, whoever holds the key's lease by then. */
  until: number
}

async function readLog<Event>(
  log: AnswerLog<Event>,
  address: AnswerIdentity & { fence: number },
): Promise<LogState<Event> | undefined> {
  const rows = await log.readRows(address, { after: -1 })
  const last = rows.at(-1)
  if (!last) return undefined
  const events = rows.flatMap(({ row }) =>
    row.kind === 'events' || row.kind === 'end' ? [...row.events] : [],
  )
  const [first] = rows
  const until = first?.row.kind === 'request' ? first.row.until : 0
  return { events, complete: last.row.kind === 'end', nextPosition: last.position + 1, until }
}

/** Writes the last row in the dead writer's place; if the writer was quicker after all, its row stands. */
async function closeAbandoned<Event>(
  { log, rules, owner }: FillDeps<Event>,
  address: AnswerIdentity & { fence: number },
  stored: LogState<Event>,
): Promise<LogState<Event>> {
  const failure = rules.failure(
    new IngotError('fill_abandoned', 'The server that was writing this answer went away.'),
  )
  const row = { kind: 'end' as const, first: stored.events.length, events: [failure] }
  const outcome = await log.append(address, stored.nextPosition, row, { owner })
  if (outcome === 'appended') return { ...stored, events: [...stored.events, failure], complete: true }
  return (await readLog(log, address)) ?? stored
}
