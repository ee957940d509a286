import { createMiddleware } from 'hono/factory'
import type { Timing } from '../../../shared/api/answer.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { AppEnv } from '../app-deps.ts'

/** `Server-Timing` (W3C): an answer's own timing; for other replies, the time until they begin. */
export function serverTiming({ clock }: { clock: Clock }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const startedAt = clock.now()
    await next()
    const timing: Partial<Timing> = c.get('timing') ?? { total_ms: clock.now() - startedAt }
    c.res.headers.set('server-timing', format(timing))
  })
}

/** `{search_ms: 12, total_ms: 40}` -> `search;dur=12, total;dur=40` */
const format = (timing: Partial<Timing>): string =>
  Object.entries(timing)
    .filter(([, ms]) => ms !== null)
    .map(([name, ms]) => `${name.replace(/_ms$/, '')};dur=${ms}`)
    .join(', ')
