import { IngotError } from '../errors.ts'
import type { LogAddress, LogRow } from '../ports/answer-log.ts'
import { type CacheDeps, CLOCK_SKEW_MS, LEASE_MS } from './cache-deps.ts'
import { closeLog } from './close-log.ts'
import type { LiveLog } from './live-logs.ts'
import { newOwner } from './owner.ts'
import { identityOf } from './seal.ts'

/** docs/log-protocol.md, "Follow". */
const POLL_MS = 150
const POLL_AT_MOST_MS = 600
const SILENT_AFTER_MS = 1_000
/** How long a store may fail before the readers are told. */
const STORE_PATIENCE_MS = 10_000
/** How long a dead fill waits for somebody who knows its question, after its lease. */
const ABANDONED_AFTER_MS = 30_000

/** The log as this process knows it; one that is not open yet is copied from the store from now on. */
export function openLog<Event, Request>(
  deps: CacheDeps<Event, Request>,
  address: LogAddress,
  fill: number,
  request?: Request,
): LiveLog<Event> {
  const known = deps.live.find(address)
  const live = known ?? deps.live.open(address, fill)
  if (request !== undefined && !isRevivable(deps, live)) live.request = request
  if (!known) void copyLog(deps, live, { after: -1 }).finally(() => deps.live.remove(live))
  return live
}

const isRevivable = <Event, Request>(deps: CacheDeps<Event, Request>, { request }: LiveLog<Event>) =>
  request !== undefined && deps.isWhole(request as Request)

/**
 * Copies what another process writes, while anybody here reads it: one poll a process and log. Looks at
 * the lease when it falls silent, and goes on with the fill when its leader is gone.
 */
export async function copyLog<Event, Request>(
  deps: CacheDeps<Event, Request>,
  live: LiveLog<Event>,
  { after }: { after: number },
): Promise<void> {
  const { log, clock, random = Math.random } = deps
  const watch = createLeaseWatch(deps, live)
  let position = after
  let wait = POLL_MS
  let heardAt = clock.now()
  let reachedAt = clock.now()
  while (!live.closing) {
    const rows = await log.readRows(live.address, { after: position }).catch(() => undefined)
    if (rows) reachedAt = clock.now()
    else if (clock.now() - reachedAt > STORE_PATIENCE_MS) {
      live.close({ kind: 'lost', error: new IngotError('store_unavailable', 'The store cannot be reached now.') })
    }
    for (const { row } of rows ?? []) takeRow(live, row)
    if (rows && rows.length > 0) {
      position += rows.length
      heardAt = clock.now()
      wait = POLL_MS
    } else if (clock.now() - heardAt >= SILENT_AFTER_MS) await watch.look()
    if (live.closing) return
    if (live.readers === 0) {
      live.close({ kind: 'lost', error: new IngotError('superseded', 'Nobody reads this any more.') })
      return
    }
    await clock.sleep(wait * (0.9 + 0.2 * random()))
    wait = Math.min(wait * 1.5, POLL_AT_MOST_MS)
  }
}

function takeRow<Event>(live: LiveLog<Event>, row: LogRow<Event>): void {
  switch (row.kind) {
    case 'request':
      live.request ??= row.request
      break
    case 'events':
    case 'end':
      for (const [index, event] of row.events.entries()) {
        const isLast = row.kind === 'end' && index === row.events.length - 1
        // A leader that was cut off has told its readers more than it could store.
        if (isLast || row.first + index >= live.events.length) live.push(event)
      }
      if (row.kind === 'end') live.close({ kind: 'ended' })
      break
    case 'redirect':
      live.close({ kind: 'redirected', target: row.target })
      break
    case 'moved':
      live.close({ kind: 'moved', fence: row.fence })
      break
    default:
      row satisfies never
  }
}

/** What a follower does about the lease of the fill it follows. */
function createLeaseWatch<Event, Request>(deps: CacheDeps<Event, Request>, live: LiveLog<Event>) {
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
  }
  const look = async () => {
    const lease = await log.readLease(identity)
    if (lease?.fill !== live.fill || lease.state === 'done') {
      if (isOrphan) await abandon()
      isOrphan = true
      return
    }
    const now = clock.now()
    if (now <= lease.until + CLOCK_SKEW_MS) {
      const readUntil = now + LEASE_MS
      const isDue = lease.readUntil < now + LEASE_MS / 2
      if (isDue && live.isReadByOthersThan(lease.startedBy)) await log.renewReading(identity, { readUntil })
      return
    }
    if (isRevivable(deps, live)) await deps.lead(identity, lease, live.request as Request)
    else if (now > lease.until + CLOCK_SKEW_MS + ABANDONED_AFTER_MS) await abandon()
  }
  return {
    /** A store that fails is looked at again later. */
    look: () => look().catch(() => undefined),
  }
}

const countEvents = <Event>(rows: readonly LogRow<Event>[]): number =>
  rows.reduce((sum, row) => sum + (row.kind === 'events' || row.kind === 'end' ? row.events.length : 0), 0)
