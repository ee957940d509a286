import { Hono } from 'hono'
import { SearchRequest } from '../../../shared/api/search.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { requireScope } from '../middleware/caller.ts'
import { parseJsonBody } from '../parse-body.ts'

/** `POST /v1/search` */
export function searchRoutes({ answers, bodyLimitBytes }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().post('/', requireScope('read'), async (c) => {
    const request = await parseJsonBody(c.req.raw, SearchRequest, bodyLimitBytes)
    return c.json(await answers.search(request, c.get('caller'), { signal: c.req.raw.signal }))
  })
}
