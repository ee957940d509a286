import { IngotError } from '../errors.ts'
import type { AnswerAddress, AnswerIdentity, LogAddress, LogRow } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'
import { closeLog, eventsOf } from './close-log.ts'
import { freeLease } from './free-lease.ts'
import { newOwner } from './owner.ts'

/** A takeover meanwhile opens another log; so often in a row it is not by chance. */
const ATTEMPTS = 8

/**
 * Ends a fill for its caller, from any process, if nobody else reads it: `end` is written, and the leader
 * finds its position taken. `not_alone`: others read it or started it, so only this caller stops reading.
 */
export async function cancelFill<Event, Request>(
  deps: CacheDeps<Event, Request>,
  identity: AnswerIdentity,
  caller: string,
): Promise<'cancelled' | 'not_alone' | 'ended'> {
  const { log, rules, clock } = deps
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const lease = await log.readLease(identity)
    if (lease?.fill !== identity.fill || lease.state === 'done') return 'ended'
    const here = deps.live.newestOf(identity)
    const isRead = lease.readUntil > clock.now() || (here?.isReadByOthersThan(caller) ?? false)
    if (lease.startedBy !== caller || isRead) return 'not_alone'
    const address = addressOf(identity, lease.fence)
    const { last, byUs } = await closeLog(log, address, {
      owner: newOwner(deps.owner),
      last: (rows) => endOf(rows, rules.cancelled(requestOf(rows), eventsOf(rows.map((row) => ({ row }))))),
    })
    if (last.kind === 'moved') continue
    stopHere(deps, address)
    // If this fails, the lease runs out.
    await freeLease(log, address).catch(() => undefined)
    return byUs ? 'cancelled' : 'ended'
  }
  return 'not_alone'
}

export type Purged = 'purged' | 'purged-before' | 'nothing'

/**
 * Makes the answer of a key unreadable, and what is being written of it: a tombstone with the lease's
 * fence, then an end on the running log. `purged-before`: there was nothing but such a tombstone.
 */
export async function purgeAnswer<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { scope, key }: AnswerAddress,
): Promise<Purged> {
  const { log } = deps
  const address = { scope, key }
  deps.memory.forget(address)
  let purged = 0
  let outcome = 'nothing' as Purged
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { lease, fence, isGone } = await lookAt(log, address)
    // Whoever has started or taken over since the last look may not have seen the tombstone.
    if (fence <= purged) break
    outcome = isGone && outcome !== 'purged' ? 'purged-before' : 'purged'
    await log.purge(address, { fence })
    purged = fence
    if (lease?.state === 'filling') await endRunning(deps, address, lease)
  }
  deps.memory.forget(address)
  return outcome
}

/** `fence`: of the latest that there is of the answer; 0: nothing. */
async function lookAt(log: CacheDeps<unknown, unknown>['log'], address: AnswerAddress) {
  const lease = await log.readLease(address)
  const answer = await log.readAnswer(address, { consistent: true })
  const fence = Math.max(lease?.fence ?? 0, answer?.fence ?? 0)
  return { lease, fence, isGone: answer !== undefined && 'purged' in answer && answer.fence === fence }
}

async function endRunning<Event, Request>(
  deps: CacheDeps<Event, Request>,
  address: AnswerAddress,
  lease: { fill: number; fence: number },
): Promise<void> {
  const { log, rules } = deps
  const failure = rules.failure(
    new IngotError('source_purged', 'This answer was removed while it was written.'),
  )
  // A takeover that has not closed the older logs yet finds them closed.
  for (let older = lease.fence; older >= lease.fill; older -= 1) {
    await closeLog(
      log,
      { ...address, fence: older },
      { owner: newOwner(deps.owner), last: (rows) => endOf(rows, failure) },
    )
  }
  stopHere(deps, { ...address, fence: lease.fence })
  await freeLease(log, { ...address, fence: lease.fence })
}

/** Stops the fill if it is of this process, which now knows that its copy of the log is behind. */
function stopHere<Event, Request>({ live }: CacheDeps<Event, Request>, address: LogAddress): void {
  const here = live.find(address)
  if (!here) return
  here.confirmedAt = 0
  here.stop()
}

const addressOf = ({ scope, key }: AnswerAddress, fence: number): LogAddress => ({ scope, key, fence })

const requestOf = <Event>(rows: readonly LogRow<Event>[]): unknown =>
  rows[0]?.kind === 'request' ? rows[0].request : undefined

const endOf = <Event>(rows: readonly LogRow<Event>[], event: Event) => ({
  kind: 'end' as const,
  first: eventsOf(rows.map((row) => ({ row }))).length,
  events: [event],
  facts: null,
})
