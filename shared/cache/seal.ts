import type { AnswerIdentity, FillFacts, LogAddress } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'

/** A complete log: its last event is terminal. */
export type CompleteLog<Event> = {
  address: LogAddress
  fill: number
  events: readonly Event[]
  facts: FillFacts | null
}

/**
 * Copies a complete log to the answer's item, or remembers its failure. A copy that fails is no loss: the
 * log holds the answer, and whoever finds it without its copy makes one.
 */
export async function seal<Event, Request>(
  deps: Pick<CacheDeps<Event, Request>, 'log' | 'memory' | 'rules' | 'clock' | 'count' | 'lifeOf'>,
  { address, fill, events, facts }: CompleteLog<Event>,
): Promise<void> {
  const { log, rules, clock } = deps
  const { scope, key, fence } = address
  const terminal = events.at(-1)
  if (terminal === undefined) return
  const rememberMs = rules.rememberForS(terminal) * 1_000
  if (rememberMs > 0) {
    await log.rememberFailure({ scope, key }, { fence, event: terminal, until: clock.now() + rememberMs })
  }
  if (facts === null || !rules.mayBeSealed(terminal)) return
  const apart = new Map(events.flatMap((event, n) => (rules.isApart(event) ? [[n, event] as const] : [])))
  const rest = events.map((event, n) => (apart.has(n) ? null : event))
  const life = deps.lifeOf(facts, `${key}/${fence}`)
  const outcome = await log.materialise({ scope, key }, { fence, fill, facts, ...life, events: rest }, apart)
  if (outcome === 'superseded') deps.count('superseded_writes')
  deps.memory.forget(address)
}

export const identityOf = ({ scope, key }: LogAddress, fill: number): AnswerIdentity => ({ scope, key, fill })
