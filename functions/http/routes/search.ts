import { Hono } from 'hono'
import { SearchRequest } from '../../../shared/api/search.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { withDefaultLanguage } from '../default-language.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { jsonReply } from '../reply.ts'

/** `POST /v1/search` */
export function searchRoutes({ answers, bodyLimitBytes }: AppDeps): Hono<AppEnv> {
  const readSearch = jsonBody(SearchRequest, { limitBytes: bodyLimitBytes })
  return new Hono<AppEnv>().post('/', async (c) => {
    const caller = callerWith(c, 'read')
    const given = await readSearch(c.req.raw)
    const request = await withDefaultLanguage(c, given, given.query)
    return jsonReply(c, await answers.search(request, caller, { signal: c.req.raw.signal }))
  })
}
