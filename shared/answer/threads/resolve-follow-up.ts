import type { Resolver } from '../../api/answer.ts'
import { QUESTION_MAX_LENGTH } from '../../api/common.ts'
import type { Caller } from '../../ports/callers.ts'
import type { Said } from '../answers.ts'
import { hashOfCaller } from '../payer.ts'
import type { RewriteByModel } from './model-rewriting.ts'
import { rewriteFollowUp } from './rewrite-follow-up.ts'

export type Resolved = { standaloneQuestion: string; resolvedBy: Resolver }

/** What a question means after those `before` it, the latest first, each of which is a question of its own. */
export async function resolveFollowUp(
  question: string,
  before: readonly Said[],
  { rewrite, caller }: { rewrite: RewriteByModel | undefined; caller: Caller },
): Promise<Resolved> {
  const [last] = before
  const byRule = rewriteFollowUp(question, last)
  if (byRule) return { standaloneQuestion: byRule.question, resolvedBy: byRule.by }
  const byModel = caller.isOverLimit
    ? null
    : await rewrite?.(question, before.toReversed(), hashOfCaller(caller))
  if (byModel) return { standaloneQuestion: byModel, resolvedBy: 'model' }
  const joined = `${last?.question ?? ''} ${question}`.trim()
  return { standaloneQuestion: joined.length > QUESTION_MAX_LENGTH ? question : joined, resolvedBy: 'nobody' }
}
