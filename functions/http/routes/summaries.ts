import { Hono } from 'hono'
import { SummaryRequest } from '../../../shared/api/summaries.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { askOptions } from '../ask-options.ts'
import { requireScope } from '../middleware/caller.ts'
import { parseJsonBody } from '../parse-body.ts'
import { readingReply } from '../reading-reply.ts'

/** `POST /v1/summaries` */
export function summaryRoutes(deps: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().post('/', requireScope('read'), async (c) => {
    const request = await parseJsonBody(c.req.raw, SummaryRequest, deps.bodyLimitBytes)
    return readingReply(
      c,
      await deps.answers.summarize(request, c.get('caller'), askOptions(c, request)),
      deps,
    )
  })
}
