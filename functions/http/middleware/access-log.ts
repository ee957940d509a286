import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { AppEnv, Log } from '../app-deps.ts'

/**
 * One line a request: the route's pattern, never its path or query, which may hold words of a question.
 * `ms` is until the reply begins; a stream goes on after it.
 */
export function accessLog({ clock, log }: { clock: Clock; log: Log }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const startedAt = clock.now()
    await next()
    log({
      level: 'info',
      event: 'request',
      method: c.req.method,
      route: matchedRoutes(c).find(({ method }) => method !== 'ALL')?.path ?? 'none',
      status: c.res.status,
      ms: clock.now() - startedAt,
      request_id: c.get('requestId'),
    })
  })
}
