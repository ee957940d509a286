import type { AnswerEvent } from '../answer/events.ts'
import type { FillRequest, QuestionRequest } from '../answer/request.ts'
import type { Background } from '../cache/background.ts'
import type { Neighbours } from '../cache/cache-deps.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { Clock } from '../ports/clock.ts'
import type { SharedLists } from '../ports/shared-lists.ts'

/** The semantic cache, whose weights and word lists are loaded by the first miss. */
export function loadNeighbours(options: {
  lists: SharedLists
  clock: Clock
  background: Background
  /** Share of the semantic hits that may be wrong, in [0, 1]. */
  maxWrong: number
  around: (request: QuestionRequest) => string
  freshnessOf: (question: string) => FreshnessClass
}): Neighbours<AnswerEvent, FillRequest> {
  const { lists, clock, background, maxWrong } = options
  let loading: Promise<Neighbours<AnswerEvent, FillRequest>> | undefined
  const load = async () => {
    const [{ createNeighbours }, { createErrorBudget }, { parseWeights }, place, weights] = await Promise.all(
      [
        import('../cache/semantic/create-neighbours.ts'),
        import('../cache/semantic/error-budget.ts'),
        import('../cache/semantic/model.ts'),
        import('../answer/semantic-place.ts'),
        import('../cache/semantic/weights.json', { with: { type: 'json' } }),
      ],
    )
    const model = parseWeights(weights.default)
    return createNeighbours<AnswerEvent, FillRequest>({
      ...{ lists, clock, background, model },
      budget: createErrorBudget({ maxWrong, atFirst: Math.max(model.threshold, 1 - maxWrong) }),
      placeOf: place.createPlaceOf(options),
      isWorthKeeping: place.isWorthKeeping,
    })
  }
  const loaded = () => {
    loading ??= load()
    return loading
  }
  return {
    find: async (order, isServable) => (await loaded()).find(order, isServable),
    keep(request, sealed) {
      const kept = loaded().then((neighbours) => neighbours.keep(request, sealed))
      background.add(kept.catch(() => undefined))
    },
  }
}
