import { Hono } from 'hono'
import { CacheStatsQuery, STATS_DAYS_AT_MOST } from '../../../shared/api/cache-stats.ts'
import { PurgeRequest, type PurgeResponse } from '../../../shared/api/purge.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { invalidFields, parseInput } from '../parse-input.ts'
import { jsonReply } from '../reply.ts'

const DAY_MS = 86_400_000

/** `GET /v1/cache/stats`, `POST /v1/cache/purge` */
export function cacheRoutes({ answers, bodyLimitBytes, cacheStats, clock }: AppDeps): Hono<AppEnv> {
  const readPurge = jsonBody(PurgeRequest, { limitBytes: bodyLimitBytes })
  return new Hono<AppEnv>()
    .get('/stats', async (c) => {
      callerWith(c, 'operator')
      return jsonReply(c, await cacheStats(rangeOf(c.req.query(), clock.now())))
    })
    .post('/purge', async (c) => {
      const caller = callerWith(c, 'operator')
      const purged: PurgeResponse = await answers.purge(await readPurge(c.req.raw), caller)
      return jsonReply(c, purged)
    })
}

function rangeOf(query: unknown, now: number): { from: number; to: number } {
  const asked = parseInput(CacheStatsQuery, query)
  const to = asked.to === undefined ? now : Date.parse(asked.to)
  const from = asked.from === undefined ? to - DAY_MS : Date.parse(asked.from)
  if (from > to) throw invalidFields([{ path: 'from', message: 'must not be after "to"' }])
  if (to - from > STATS_DAYS_AT_MOST * DAY_MS) {
    throw invalidFields([{ path: 'from', message: `at most ${STATS_DAYS_AT_MOST} days before "to"` }])
  }
  return { from, to }
}
