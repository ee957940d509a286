import type { FeedbackRequest } from '../api/feedback.ts'
import type { Neighbours } from '../cache/cache-deps.ts'
import type { Found } from '../cache/find-answer.ts'
import type { Caller } from '../ports/callers.ts'
import type { CollectionVersions } from './collection-versions.ts'
import type { AnswerEvent } from './events.ts'
import { hashOfCaller } from './payer.ts'
import type { FillRequest } from './request.ts'
import { versionsOf } from './resolve.ts'

/** Takes what callers say of an answer that was made for another wording as a vote on the two questions. */
export function createHitJudge(deps: {
  neighbours: Neighbours<AnswerEvent, FillRequest> | undefined
  versions: CollectionVersions
}) {
  /** Only of callers who can be told apart. An answer that is bad for what it was made for is no wrong hit. */
  return async (
    { source: { identity }, match, target, request }: Found<AnswerEvent>,
    { verdict, caller }: { verdict: FeedbackRequest['verdict']; caller: Caller },
  ) => {
    const asked = request as FillRequest | undefined
    if (!deps.neighbours || !match || !target || !asked || caller.user === null || verdict === 'bad') return
    const order = { address: identity, request: asked, collections: await versionsOf(asked, deps) }
    deps.neighbours.judge(order, { target, match, by: hashOfCaller(caller), isSame: verdict === 'good' })
  }
}
