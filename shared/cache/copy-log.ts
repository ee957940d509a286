import { IngotError } from '../errors.ts'
import type { LogAddress, LogRow } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'
import { createLeaseWatch, isRevivable } from './lease-watch.ts'
import type { LiveLog } from './live-logs.ts'

/** docs/log-protocol.md, "Follow". */
const POLL_MS = 150
const POLL_AT_MOST_MS = 600
const SILENT_AFTER_MS = 1_000
/** How long a store may fail before the readers are told. */
const STORE_PATIENCE_MS = 10_000

/** The log as this process knows it; one that is not open yet is copied from the store from now on. */
export function openLog<Event, Request>(
  deps: CacheDeps<Event, Request>,
  address: LogAddress,
  fill: number,
  request?: Request,
): LiveLog<Event> {
  const found = deps.live.find(address)
  const known = found?.closing?.kind === 'lost' ? undefined : found
  const live = known ?? deps.live.open(address, fill)
  if (request !== undefined && !isRevivable(deps, live)) live.request = request
  if (!known) {
    live.isCopy = true
    void copyLog(deps, live, { after: -1 }).finally(() => deps.live.remove(live))
  }
  return live
}

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
  let position = after
  const watch = createLeaseWatch(deps, live, { hasRows: () => position >= 0 })
  let wait = POLL_MS
  let heardAt = clock.now()
  let reachedAt = clock.now()
  const poll = async () => {
    const askedAt = clock.now()
    const rows = await log.readRows(live.address, { after: position }).catch(() => undefined)
    if (!rows) {
      if (clock.now() - reachedAt > STORE_PATIENCE_MS) live.close({ kind: 'lost', error: unreachable() })
      return 0
    }
    reachedAt = clock.now()
    live.confirmedAt = askedAt
    for (const { row } of rows) takeRow(live, row)
    position += rows.length
    return rows.length
  }
  while (!live.closing) {
    if ((await poll()) > 0) {
      heardAt = clock.now()
      wait = POLL_MS
    } else if (clock.now() - heardAt >= SILENT_AFTER_MS) await watch.look()
    if (live.readers === 0) live.close({ kind: 'lost', error: unread() })
    if (live.closing) return
    await clock.sleep(wait * (0.9 + 0.2 * random()))
    wait = Math.min(wait * 1.5, POLL_AT_MOST_MS)
  }
}

const unreachable = () => new IngotError('store_unavailable', 'The store cannot be reached now.')
const unread = () => new IngotError('superseded', 'Nobody reads this any more.')

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
      live.close({ kind: 'redirected', target: row.target, match: row.match })
      break
    case 'moved':
      live.close({ kind: 'moved', fence: row.fence })
      break
    default:
      row satisfies never
  }
}
