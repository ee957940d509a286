import { IngotError, toIngotError } from '../../errors.ts'
import { createCircuitBreaker } from '../../lib/circuit-breaker.ts'
import { deadlineIn, withSignal } from '../../lib/deadline.ts'
import type { WebSearch } from '../../ports/web-search.ts'

/**
 * A provider with a deadline of its own and a circuit breaker: while it fails it is not asked, and whoever
 * searches goes on with the next one at once.
 */
export function createGuardedSearch(
  provider: WebSearch,
  { clock, timeoutMs }: { clock: { now(): number }; timeoutMs: number },
): WebSearch {
  const { name, supports } = provider
  const breaker = createCircuitBreaker({ clock })
  return {
    name,
    ...(supports === undefined ? {} : { supports }),
    isWell: () => breaker.openUntil() === null,
    async search(request, { signal }) {
      if (!breaker.admits())
        throw new IngotError('search_unavailable', `${name}: kept from being asked, since it failed`)
      const own = deadlineIn(timeoutMs, { signal }).signal
      try {
        const hits = await withSignal(provider.search(request, { signal: own }), own)
        breaker.succeeded()
        return hits
      } catch (thrown) {
        // Whoever searched has left; that says nothing about the provider.
        if (signal.aborted) {
          breaker.left()
          throw cannotAnswer(name, thrown)
        }
        const error = own.aborted ? cannotAnswer(name, thrown) : toIngotError(thrown)
        breaker.failed(error)
        throw error
      }
    },
  }
}

const cannotAnswer = (name: string, cause: unknown) =>
  new IngotError('search_unavailable', `${name}: no answer in time`, { cause })
