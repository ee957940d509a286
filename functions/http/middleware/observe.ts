import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { latencyCounter } from '../../../shared/metrics/definitions.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'

/** A client's own id is taken only if it is short and cannot forge a line of a log. */
const SAFE_TOKEN = /^[\w.-]{1,64}$/

/** Routes on which people wait for an answer. */
const ANSWERED = new Set([
  '/v1/answers',
  '/v1/summaries',
  '/v1/chat/completions',
  '/v1/responses',
  '/chat/completions',
])

/**
 * Around every request: its id (`X-Request-Id`, in and out), how long it took, and one line in the log with
 * the route's pattern, never its path or query, which may hold words of a question. `ms` is until the reply
 * begins; a stream goes on after it.
 */
export function observe(
  {
    clock,
    log,
    count,
    newRequestId = () => crypto.randomUUID(),
  }: Pick<AppDeps, 'clock' | 'count' | 'log' | 'newRequestId'>,
  fail: (c: Context<AppEnv>, thrown: unknown) => Response,
) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const startedAt = clock.now()
    const given = c.req.header('x-request-id')
    c.set('requestId', given !== undefined && SAFE_TOKEN.test(given) ? given : newRequestId())
    c.set('elapsedMs', () => clock.now() - startedAt)
    try {
      await next()
    } catch (thrown) {
      // Hono hands `onError` nothing but instances of `Error`; whatever else is thrown would get past it.
      c.res = fail(c, thrown)
    }
    // Nobody would read it, nor leave it.
    if (c.req.method === 'HEAD') await c.res.body?.cancel()
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL')?.path ?? 'none'
    const ms = clock.now() - startedAt
    if (c.req.method === 'POST' && ANSWERED.has(route) && c.res.ok) count?.(latencyCounter('first_byte', ms))
    log({
      level: 'info',
      event: 'request',
      method: c.req.method,
      route,
      status: c.res.status,
      ms,
      request_id: c.get('requestId'),
    })
  })
}
