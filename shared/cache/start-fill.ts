import type { Lease } from '../ports/answer-log.ts'
import { type Attempt, type CacheDeps, LEASE_MS, type Neighbour, type Order } from './cache-deps.ts'
import type { LiveLog } from './live-logs.ts'
import type { StoredAnswer } from './memory-tier.ts'
import { newOwner } from './owner.ts'
import { purgedUpTo } from './purged-up-to.ts'
import { runFill } from './run-fill.ts'

export type Started<Event> =
  | { kind: 'started'; live: LiveLog<Event>; neighbour: Promise<Neighbour<Event> | undefined> }
  /** It waits in the queue, for whoever takes it over. */
  | { kind: 'queued'; fill: number; fence: number }
  /** Somebody had sealed an answer in between. */
  | { kind: 'answered' }
  | { kind: 'held'; lease: Lease }

/** Takes the lease of a key, if it is free, and fills; unless there is an acceptable answer by now. */
export async function startFill<Event, Request>(
  deps: CacheDeps<Event, Request>,
  { address, request }: Order<Request>,
  options: {
    startedBy: string
    isAcceptable: (answer: StoredAnswer<Event>) => Promise<boolean>
    /** Leave it to the queue. */
    isQueued: boolean
    lookUp?: Attempt['lookUp']
  },
): Promise<Started<Event>> {
  const { log, clock } = deps
  const { startedBy, isQueued } = options
  const owner = newOwner(deps.owner)
  const askedAt = clock.now()
  const until = isQueued ? 0 : askedAt + LEASE_MS
  const outcome = await log.start(address, { owner, until, startedBy })
  if (outcome.kind === 'held') return outcome
  const { fence, fill } = outcome
  const at = { ...address, fence }
  let purged = 0
  try {
    const answer = await log.readAnswer(address, { consistent: true })
    purged = purgedUpTo(answer)
    if (answer && !('purged' in answer) && (await options.isAcceptable(answer))) {
      const target = { ...address, fill: answer.fill, fence: answer.fence }
      await log.append(at, 0, { kind: 'redirect', target }, { owner })
      await log.release(at, { owner })
      return { kind: 'answered' }
    }
    if (isQueued) {
      const row = {
        kind: 'request' as const,
        request: deps.rowOf(request),
        until: clock.now() + deps.timeoutMs,
      }
      await log.append(at, 0, row, { owner })
      await deps.enqueue({ ...address, fill })
      return { kind: 'queued', fill, fence }
    }
  } catch (thrown) {
    // Nothing was begun: the next one to ask need not wait for the lease to run out.
    await log.release(at, { owner }).catch(() => undefined)
    throw thrown
  }
  const { lookUp } = options
  const attempt = { address: at, fill, owner, startedBy, askedAt, purgedUpTo: purged, lookUp }
  const { live, neighbour, done } = runFill(deps, attempt, request)
  deps.running.add(done)
  void done.finally(() => deps.running.delete(done))
  return { kind: 'started', live, neighbour }
}
