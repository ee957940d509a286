import type { StoredAnswer } from './memory-tier.ts'

/** No log of a key up to this fence may be read any more; 0: nothing was purged. */
export function purgedUpTo(answer: StoredAnswer<unknown>): number {
  if (answer === undefined) return 0
  return 'purged' in answer ? answer.fence : (answer.facts.purgedUpTo ?? 0)
}
