import type { AnswerIdentity } from '../ports/answer-log.ts'
import type { CacheDeps } from './cache-deps.ts'

/** Makes the sealed answer of a fill stale: it is served once more, and refreshed meanwhile. */
export async function expireAnswer<Event, Request>(
  { log, memory, clock }: Pick<CacheDeps<Event, Request>, 'log' | 'memory' | 'clock'>,
  identity: AnswerIdentity,
): Promise<void> {
  const answer = await log.readAnswer(identity, { consistent: true })
  if (!answer || 'purged' in answer || answer.fill !== identity.fill) return
  const { fence, facts, freshUntil, staleUntil } = answer
  const life = { facts, freshUntil: Math.min(freshUntil, clock.now()), staleUntil }
  await log.amend({ ...identity, fence }, life)
  memory.forget(identity)
}
