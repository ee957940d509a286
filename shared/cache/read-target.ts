import type { FillFacts, LogAddress, Target } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'
import { eventsOf } from './close-log.ts'
import { purgedUpTo } from './purged-up-to.ts'

/** The events of a copy, those kept apart included if they are wanted. */
export async function sealedEvents<Event, Request>(
  { log }: CacheDeps<Event, Request>,
  address: LogAddress,
  events: readonly (Event | null)[],
  { apart }: { apart: boolean },
): Promise<readonly (Event | null)[]> {
  if (!apart || !events.includes(null)) return events
  const kept = await log.readApart(address).catch(() => new Map<number, Event>())
  return events.map((event, n) => event ?? kept.get(n) ?? null)
}

/** The answer that a log redirects to; undefined when it is gone, purged, or too old for this reader. */
export async function targetOf<Event, Request>(
  deps: CacheDeps<Event, Request>,
  target: Target,
  options: { apart: boolean; maxAgeS: number | null },
): Promise<{ events: readonly (Event | null)[]; facts: FillFacts | null } | undefined> {
  const answer = await deps.log.readAnswer(target, { consistent: true })
  if (purgedUpTo(answer) >= target.fence) return undefined
  const isTooOld = ({ retrievedAt }: FillFacts) =>
    options.maxAgeS !== null && deps.clock.now() - retrievedAt > options.maxAgeS * 1_000
  if (answer && !('purged' in answer) && answer.fence === target.fence) {
    if (isTooOld(answer.facts)) return undefined
    const { facts } = answer
    return { facts, events: await sealedEvents(deps, target, answer.events, options) }
  }
  const rows = await deps.log.readRows(target, { after: -1 })
  const last = rows.at(-1)?.row
  if (last?.kind !== 'end' || (last.facts && isTooOld(last.facts))) return undefined
  return { facts: last.facts, events: eventsOf(rows) }
}
