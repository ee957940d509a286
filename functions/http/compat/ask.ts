import type { Context } from 'hono'
import type * as z from 'zod'
import type { Reading, Said } from '../../../shared/answer/answers.ts'
import type { AnswerError } from '../../../shared/api/answer-events.ts'
import { AnswerRequest } from '../../../shared/api/answer-request.ts'
import { PROBLEM_STATUS } from '../../../shared/api/problem.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { Caller } from '../../../shared/ports/callers.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { askOptions } from '../ask-options.ts'
import { cacheStatus } from '../cache-status.ts'
import type { Message } from '../event-stream.ts'
import { callerWith } from '../middleware/identify.ts'
import { parseInput } from '../parse-input.ts'
import { jsonReply } from '../reply.ts'

const COME_BACK_AFTER_S = 2

export type Asking = z.input<typeof AnswerRequest> & {
  before?: readonly Said[]
  /** Where in the dialect's request the JSON Schema stands. */
  schemaAt?: string
}

type AskDeps = Pick<AppDeps, 'answers'>

/** Asks the one engine what a dialect's request comes to. */
export async function ask(
  c: Context<AppEnv>,
  { before = [], schemaAt, ...asking }: Asking,
  { answers, isDeferred = false, key }: AskDeps & { isDeferred?: boolean; key?: string | undefined },
): Promise<Reading> {
  const caller = callerWith(c, 'read')
  const request = parseInput(AnswerRequest, asking)
  const { idempotency } = askOptions(c, { ...request, before }, key)
  const reading = await answers
    .ask(request, caller, { isDeferred, idempotency, before })
    .catch((thrown: unknown) => {
      throw schemaAt && thrown instanceof IngotError ? inItsPlace(thrown, schemaAt) : thrown
    })
  if (reading.isDeferred && !isDeferred) {
    throw new IngotError('model_throttled', 'Too many read this answer already; it will be there soon.', {
      retryAfterS: COME_BACK_AFTER_S,
    })
  }
  return reading
}

/** What is wrong with the schema, by the dialect's own name of its place. */
function inItsPlace(error: IngotError, schemaAt: string): IngotError {
  const placed = (text: string) => text.replace(OWN_PLACE, schemaAt)
  const fields = error.fields.map(({ path, message }) => ({ path: placed(path), message }))
  return fields.length === 0 ? error : new IngotError(error.code, placed(error.message), { fields })
}
const OWN_PLACE = /\boutput\.json_schema\b/g

/** Who may have what only costs time: pages and vectors have no cheaper rung. */
export function callerWithinLimits(c: Context<AppEnv>): Caller {
  const caller = callerWith(c, 'read')
  if (caller.isOverLimit) throw new IngotError('rate_limited', 'More requests than allowed.')
  return caller
}

export const answerReply = (c: Context<AppEnv>, { cache }: Pick<Reading, 'cache'>, body: object): Response =>
  jsonReply(c, body, { headers: { 'cache-status': cacheStatus(cache) } })

/** One `data:` line; JSON has no line breaks of its own. */
export const dataLine = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
export const NOTHING: Message = { text: '', last: false }

/** Perplexity's clients throw what comes as an event of this name, OpenAI's what holds an `error`. */
export const errorLine = ({ code, message }: Pick<AnswerError, 'code' | 'message'>): string =>
  `event: error\n${dataLine({ error: { message, type: code, code: PROBLEM_STATUS[code] } })}`
