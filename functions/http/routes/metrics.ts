import { Hono } from 'hono'
import { OPEN_METRICS_TYPE, openMetricsOf } from '../../../shared/metrics/open-metrics.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { reply } from '../reply.ts'

const DAY_MS = 86_400_000

/**
 * `GET /metrics`. Counters are those of all servers together since 00:00 UTC, so that one scrape of any server
 * is enough and costs one query; the day's change is a reset to 0 like any other.
 */
export function metricsRoutes({ readCounts, models, readiness, clock }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/', async (c) => {
    callerWith(c, 'operator')
    const now = clock.now()
    const since = Math.floor(now / DAY_MS) * DAY_MS
    const [rows, ready] = await Promise.all([readCounts({ from: since, to: now }), readiness()])
    const text = openMetricsOf({ rows, since, models: models(), ready })
    return reply(c, text, { headers: { 'content-type': OPEN_METRICS_TYPE } })
  })
}
