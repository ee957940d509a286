import { Hono } from 'hono'
import { PurgeRequest, type PurgeResponse } from '../../../shared/api/purge.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { requireScope } from '../middleware/caller.ts'
import { parseJsonBody } from '../parse-body.ts'

/** `POST /v1/cache/purge` */
export function cacheRoutes({ answers, bodyLimitBytes }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().post('/purge', requireScope('operator'), async (c) => {
    const { answer } = await parseJsonBody(c.req.raw, PurgeRequest, bodyLimitBytes)
    await answers.purge(answer, c.get('caller'))
    return c.json({ purged: 1 } satisfies PurgeResponse)
  })
}
