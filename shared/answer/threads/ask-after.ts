import type { AnswerRequest } from '../../api/answer-request.ts'
import type { Caller } from '../../ports/callers.ts'
import type { Answers, AskOptions, Reading, Said } from '../answers.ts'
import type { RewriteByModel } from './model-rewriting.ts'
import { resolveFollowUp } from './resolve-follow-up.ts'

/** How far back a follow-up may reach. */
const SAID_LOOKED_AT = 4

/** Asks what comes next in a conversation that the client keeps itself, as a question of its own. */
export async function askAfter(
  { answers, rewrite }: { answers: Pick<Answers, 'ask'>; rewrite: RewriteByModel | undefined },
  request: AnswerRequest,
  caller: Caller,
  { before = [], ...options }: AskOptions,
): Promise<Reading> {
  let said: Said[] = []
  for (const { question, answer } of before.slice(-SAID_LOOKED_AT)) {
    // One answer is waited for: what came before it is left to the rules.
    const { standaloneQuestion } = await resolveFollowUp(question, said, { rewrite: undefined, caller })
    said = [{ question: standaloneQuestion, answer }, ...said]
  }
  const { question } = request
  const { standaloneQuestion, resolvedBy } = await resolveFollowUp(question, said, { rewrite, caller })
  const within = { question, isStandalone: resolvedBy !== 'nobody' }
  return answers.ask({ ...request, question: standaloneQuestion }, caller, { ...options, within })
}
