import { Hono } from 'hono'
import { CacheStatsQuery, STATS_DAYS_AT_MOST } from '../../../shared/api/cache-stats.ts'
import { PurgeRequest, type PurgeResponse } from '../../../shared/api/purge.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { requireScope } from '../middleware/caller.ts'
import { parseJsonBody } from '../parse-body.ts'
import { invalidFields, parseInput } from '../parse-input.ts'

const DAY_MS = 86_400_000

/** `GET /v1/cache/stats`, `POST /v1/cache/purge` */
export function cacheRoutes({ answers, bodyLimitBytes, cacheStats, clock }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/stats', requireScope('operator'), async (c) =>
      c.json(await cacheStats(rangeOf(c.req.query(), clock.now()))),
    )
    .post('/purge', requireScope('operator'), async (c) => {
      const request = await parseJsonBody(c.req.raw, PurgeRequest, bodyLimitBytes)
      return c.json((await answers.purge(request, c.get('caller'))) satisfies PurgeResponse)
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
