import type { CompareQuestions } from '../answer/compare-questions.ts'
import type { AnswerEvent } from '../answer/events.ts'
import type { FillRequest, QuestionRequest } from '../answer/request.ts'
import type { Background } from '../cache/background.ts'
import type { Neighbours } from '../cache/cache-deps.ts'
import type { DenseSearch } from '../cache/semantic/dense-search.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { Clock } from '../ports/clock.ts'
import type { Count } from '../ports/counters.ts'
import type { SharedLists } from '../ports/shared-lists.ts'

/** The semantic cache, whose weights and word lists are loaded by the first miss. */
export function loadNeighbours(options: {
  lists: SharedLists
  clock: Clock
  background: Background
  count: Count
  /** Looks at a sample of the pairs later; undefined: only callers do. */
  compare: CompareQuestions | undefined
  /** Candidates by meaning; undefined: by words alone. */
  loadDense: (() => Promise<DenseSearch>) | undefined
  /** Share of the semantic hits that may be wrong, in [0, 1]. */
  maxWrong: number
  around: (request: QuestionRequest) => string
  freshnessOf: (question: string) => FreshnessClass
}): Neighbours<AnswerEvent, FillRequest> {
  const { lists, clock, background, count, compare, maxWrong } = options
  let loading: Promise<Neighbours<AnswerEvent, FillRequest>> | undefined
  const load = async () => {
    const [
      { createNeighbours },
      { createErrorBudget },
      { createSharedBudget },
      { parseWeights },
      place,
      weights,
      dense,
    ] = await Promise.all([
      import('../cache/semantic/create-neighbours.ts'),
      import('../cache/semantic/error-budget.ts'),
      import('../cache/semantic/shared-budget.ts'),
      import('../cache/semantic/model.ts'),
      import('../answer/semantic-place.ts'),
      import('../cache/semantic/weights.json', { with: { type: 'json' } }),
      options.loadDense?.(),
    ])
    const model = parseWeights(weights.default)
    return createNeighbours<AnswerEvent, FillRequest>({
      ...{ lists, clock, background, model },
      budget: createSharedBudget({
        ...{ lists, clock, background, count },
        budget: createErrorBudget({ maxWrong, atFirst: Math.max(model.threshold, 1 - maxWrong) }),
        decision: sha256Hex(JSON.stringify(weights.default), 16),
      }),
      dense,
      compare,
      placeOf: place.createPlaceOf(options),
      isWorthKeeping: place.isWorthKeeping,
    })
  }
  const loaded = () => {
    loading ??= load()
    return loading
  }
  return {
    find: async (...given) => (await loaded()).find(...given),
    keep(request, sealed) {
      const kept = loaded().then((neighbours) => neighbours.keep(request, sealed))
      background.add(kept.catch(() => undefined))
    },
    judge(order, hit) {
      const judged = loaded().then((neighbours) => neighbours.judge(order, hit))
      background.add(judged.catch(() => undefined))
    },
  }
}
