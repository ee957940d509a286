import { IngotError } from '../errors.ts'
import type { Lease, LogRow } from '../ports/answer-log.ts'
import { type CacheDeps, CLOCK_SKEW_MS, LEASE_MS } from './cache-deps.ts'
import { closeLog } from './close-log.ts'
import { freeLease } from './free-lease.ts'
import type { LiveLog } from './live-logs.ts'
import { newOwner } from './owner.ts'
import { requestOfFill } from './request-of-fill.ts'
import { identityOf } from './seal.ts'

/** How long a dead fill waits for somebody who knows its question, after its lease. */
const ABANDONED_AFTER_MS = 30_000

/** Whether the fill can be gone on with here: its question is known, and all of it. */
export const isRevivable = <Event, Request>(
  deps: Pick<CacheDeps<Event, Request>, 'isWhole'>,
  { request }: LiveLog<Event>,
) => request !== undefined && deps.isWhole(request as Request)

/** What a follower does about the lease of the fill it follows. */
export function createLeaseWatch<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  { hasRows }: { hasRows: () => boolean },
) {
  const { log, clock } = deps
  const identity = identityOf(live.address, live.fill)
  /** The lease has gone on to another fill; a log that still has no end after that never gets one. */
  let isOrphan = false
  const abandon = async () => {
    const error = new IngotError('fill_abandoned', 'The server that was writing this answer went away.')
    const failure = deps.rules.failure(error)
    await closeLog(log, live.address, {
      owner: newOwner(deps.owner),
      last: (rows) => ({ kind: 'end', first: countEvents(rows), events: [failure], facts: null }),
    })
    // Whoever knows the question starts it anew, and is not told of this end.
    await freeLease(log, live.address)
  }
  /** Without a lease or a row nothing is kept: there is no log to end. */
  const giveUp = async (isKept: boolean) => {
    if (isKept || hasRows()) return abandon()
    live.close({ kind: 'lost', error: new IngotError('answer_gone', 'This answer is no longer kept.') })
  }
  /** Says that somebody reads who did not start it, once in a while. */
  const renewReading = async (lease: Lease, now: number) => {
    const isDue = lease.readUntil < now + LEASE_MS / 2
    if (!isDue || !live.isReadByOthersThan(lease.startedBy)) return
    await log.renewReading(identity, { readUntil: now + LEASE_MS })
  }
  const goOn = async (lease: Lease, now: number) => {
    const request = isRevivable(deps, live)
      ? (live.request as Request)
      : await requestOfFill(deps, identity, lease.fence)
    if (request !== undefined) await deps.lead(identity, lease, request)
    else if (now > lease.until + CLOCK_SKEW_MS + ABANDONED_AFTER_MS) await abandon()
  }
  const look = async () => {
    const lease = await log.readLease(identity)
    const now = clock.now()
    if (lease?.fill !== live.fill || lease.state === 'done') {
      if (isOrphan) await giveUp(lease !== undefined)
      isOrphan = true
    } else if (now <= lease.until + CLOCK_SKEW_MS) await renewReading(lease, now)
    else await goOn(lease, now)
  }
  return {
    /** A store that fails is looked at again later. */
    look: () => look().catch(() => undefined),
  }
}

const countEvents = <Event>(rows: readonly LogRow<Event>[]): number =>
  rows.reduce((sum, row) => sum + (row.kind === 'events' || row.kind === 'end' ? row.events.length : 0), 0)
