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
  if (stored.complete || (await isBeingFilled(deps, identity))) return { fence: address.fence, ...stored }
  return { fence: address.fence, ...(await closeAbandoned(deps, address, stored)) }
}

/**
 * Makes the answer, and every older one of its key, unreadable: a tombstone over its copy, and an end on
 * its log if one is being written, so that the writer finds its position taken and stops.
 */
export async function purgeAnswer<Event>(deps: FillDeps<Event>, identity: AnswerIdentity): Promise<void> {
  const { log, rules, owner } = deps
  const fence = Math.max(identity.fill, (await log.readLease(identity))?.fence ?? 0)
  await log.purge(identity, { fence })
  const failure = rules.failure(new IngotError('answer_gone', 'This answer was purged.'))
  const address = { ...identity, fence }
  for (
    let stored = await readLog(log, address);
    stored && !stored.complete;
    stored = await readLog(log, address)
  ) {
    const row = { kind: 'end' as const, first: stored.events.length, events: [failure] }
    await log.append(address, stored.nextPosition, row, { owner })
  }
}

type LogState<Event> = { events: Event[]; complete: boolean; nextPosition: number }

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
  return { events, complete: last.row.kind === 'end', nextPosition: last.position + 1 }
}

async function isBeingFilled<Event>(
  { log, clock }: FillDeps<Event>,
  identity: AnswerIdentity,
): Promise<boolean> {
  const lease = await log.readLease(identity)
  return lease?.fill === identity.fill && lease.state === 'filling' && clock.now() < lease.until
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
