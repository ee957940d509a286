import type { Context } from 'hono'
import { PROBLEM_STATUS, PROBLEM_TITLES, type Problem } from '../../shared/api/problem.ts'
import { type IngotError, toIngotError } from '../../shared/errors.ts'
import type { AppEnv, Log } from './app-deps.ts'
import { dialectOf, errorBody } from './compat/dialect.ts'
import { jsonReply, reply } from './reply.ts'

const REFUSED_FOR_NOW: ReadonlySet<number> = new Set([429, 503])
const RETRY_AFTER_S = 5
const STACK_FRAMES = 10

/** An error as a reply: RFC 9457, `application/problem+json`, or as the client's dialect has it. */
export function problemReply(
  c: Context<AppEnv>,
  error: IngotError,
  more: Record<string, string> = {},
): Response {
  const { problem, body, status, headers } = problemOf(error, c.get('requestId'))
  // RFC 6750, section 3.1: whoever has sent a token is told that it is that.
  if (status === 401 && /^Bearer\s/i.test(c.req.header('authorization') ?? ''))
    headers['www-authenticate'] = 'Bearer error="invalid_token"'
  const dialect = dialectOf(c.req)
  if (!dialect) return reply(c, body, { status, headers: { ...headers, ...more } })
  Object.assign(headers, { 'content-type': 'application/json' }, more)
  return jsonReply(c, errorBody(dialect, problem), { status, headers })
}

/** The one place that says what a caller is told of an error. */
export function problemOf(error: IngotError, requestId: string) {
  const status = PROBLEM_STATUS[error.code]
  const problem: Problem = {
    type: 'about:blank',
    title: PROBLEM_TITLES[status],
    status,
    detail: error.message,
    code: error.code,
    retryable: error.retryable,
    request_id: requestId,
    ...(error.fields.length > 0 ? { fields: [...error.fields] } : {}),
    ...(error.quota && { quota: error.quota }),
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  if (REFUSED_FOR_NOW.has(status)) {
    headers['retry-after'] = String(Math.ceil(error.retryAfterS ?? RETRY_AFTER_S))
  }
  // Without it the common SDKs send the request two more times at once; what can be repeated, Ingot has repeated.
  if (status === 429 || status >= 500) headers['x-should-retry'] = 'false'
  return { problem, body: JSON.stringify(problem), status, headers }
}

/** Tells the log of a failure on our side. A refused request is in the access log already. */
export function logFailure(log: Log, thrown: unknown, requestId: string): void {
  const { code, cause } = toIngotError(thrown)
  if (PROBLEM_STATUS[code] < 500) return
  const level = code === 'internal' ? 'error' : 'warn'
  log({ level, event: 'failure', code, request_id: requestId, ...describeCause(cause) })
}

/** Name, system code and stack of what was thrown; not its message, which may quote a question. */
function describeCause(cause: unknown): Record<string, unknown> {
  if (!(cause instanceof Error)) return {}
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  return {
    cause: cause.name,
    ...('code' in cause ? { cause_code: cause.code } : {}),
    stack: frames.slice(0, STACK_FRAMES).map((line) => line.trim()),
  }
}
