import { IngotError } from '../errors.ts'
import type { AnswerIdentity, Lease, LogAddress, LogRow } from '../ports/answer-log.ts'
import { type CacheDeps, LEASE_MS, TAKEOVERS_AT_MOST } from './cache-deps.ts'
import { closeLog, eventsOf } from './close-log.ts'
import { newOwner } from './owner.ts'
import { purgedUpTo } from './purged-up-to.ts'
import { runFill } from './run-fill.ts'
import { seal } from './seal.ts'

/**
 * Goes on with a fill whose leader is gone: takes the next fence, closes every older log of the fill, and
 * fills anew, unless one of them turns out to have ended. `over`: it has; ask again. `refused`: somebody
 * else was quicker, or the leader lives.
 */
export async function takeOver<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { scope, key, fill }: AnswerIdentity,
  seen: Lease,
  request: Request,
): Promise<'leading' | 'refused' | 'over'> {
  const { log, clock, rules } = deps
  const owner = newOwner(deps.owner)
  const askedAt = clock.now()
  const taken = await log.takeOver({ scope, key }, { owner, until: askedAt + LEASE_MS, seen })
  if (taken.kind === 'refused') return 'refused'
  deps.count('takeovers')
  const address: LogAddress = { scope, key, fence: taken.fence }
  const ended = await closeOlderLogs(deps, { address, fill, owner })
  if (ended) {
    await log.append(address, 0, ended, { owner })
    await log.release(address, { owner })
    return 'over'
  }
  if (taken.fence - fill > TAKEOVERS_AT_MOST) {
    const failure = rules.failure(
      new IngotError('fill_abandoned', 'Several servers in a row went away while they wrote this answer.'),
    )
    const end = { kind: 'end' as const, first: 0, events: [failure], facts: null }
    const outcome = await log.append(address, 0, end, { owner })
    if (outcome === 'appended') await seal(deps, { address, fill, events: [failure], facts: null })
    await log.release(address, { owner })
    return 'over'
  }
  const answer = await log.readAnswer(address, { consistent: true })
  const attempt = { address, fill, owner, startedBy: seen.startedBy, askedAt, purgedUpTo: purgedUpTo(answer) }
  const { done } = runFill(deps, attempt, request)
  deps.running.add(done)
  void done.finally(() => deps.running.delete(done))
  return 'leading'
}

/** Empty logs too: somebody may be following them. Returns where the fill has ended already, if it has. */
async function closeOlderLogs<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { address, fill, owner }: { address: LogAddress; fill: number; owner: string },
): Promise<Extract<LogRow<Event>, { kind: 'redirect' }> | undefined> {
  let ended: Extract<LogRow<Event>, { kind: 'redirect' }> | undefined
  for (let fence = fill; fence < address.fence; fence += 1) {
    const older = { ...address, fence }
    const moved = { kind: 'moved' as const, fence: address.fence }
    const { rows, last } = await closeLog(deps.log, older, { owner, last: () => moved })
    if (last.kind === 'moved') continue
    ended = last.kind === 'redirect' ? last : { kind: 'redirect', target: { ...older, fill } }
    if (last.kind === 'end')
      await seal(deps, { address: older, fill, events: eventsOf(rows), facts: last.facts })
  }
  return ended
}
