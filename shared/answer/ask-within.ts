import type { AnswerCache } from '../cache/answer-cache.ts'
import type { AskOptions } from '../cache/ask.ts'
import type { Asked, Order } from '../cache/cache-deps.ts'
import { toIngotError } from '../errors.ts'
import type { Allowance } from './admission/budgets.ts'
import type { Pushed } from './envelope.ts'
import type { AnswerEvent } from './events.ts'
import type { FillRequest } from './request.ts'
import type { Ladder } from './writer-ladder.ts'

type Asking = { order: Order<FillRequest>; asking: AskOptions }

/**
 * Asks for what the caller's budget and limits allow. Over them, an answer that is there already is still theirs, since it
 * costs nothing; else they get a cheaper rung. That is chosen before the key and part of it, so nobody else is
 * given the cheaper answer.
 */
export async function askWithin(
  { order, asking }: Asking,
  {
    cache,
    orderOf,
    ladderOf,
    allowance,
    reason,
  }: {
    cache: Pick<AnswerCache<AnswerEvent, FillRequest>, 'ask'>
    orderOf: (request: FillRequest, collections: Order<FillRequest>['collections']) => Order<FillRequest>
    ladderOf: (request: FillRequest) => Ladder
    allowance: Allowance
    /** Why it is not all that the caller asked for. */
    reason: Pushed['reason']
  },
): Promise<{ asked: Asked<AnswerEvent>; served: { order: Order<FillRequest>; pushed?: Pushed } }> {
  const cheaper = cheaperRequest(order.request, allowance)
  if (!cheaper) return { asked: await cache.ask(order, asking), served: { order } }
  if (asking.use !== 'bypass') {
    const there = await cache.ask(order, { ...asking, use: 'only' }).catch(unlessNotCached)
    if (there) return { asked: there, served: { order } }
  }
  const instead = orderOf(cheaper, order.collections)
  const writer = ladderOf(cheaper).rungs[0]?.writer
  const pushed: Pushed = {
    served: writer?.served ?? 'search_only',
    model: writer?.model ?? null,
    reason,
  }
  return { asked: await cache.ask(instead, asking), served: { order: instead, pushed } }
}

/** Undefined: the request is within what is allowed. */
function cheaperRequest(request: FillRequest, allowance: Allowance): FillRequest | undefined {
  if (allowance === 'all' || request.model === 'extractive') return undefined
  if (allowance === 'none') return { ...request, model: 'extractive' }
  if (request.kind === 'summary' || (request.mode === 'fast' && request.model === null)) return undefined
  return { ...request, mode: 'fast', model: null }
}

function unlessNotCached(thrown: unknown): undefined {
  const error = toIngotError(thrown)
  if (error.code !== 'not_cached') throw error
}
