import { Hono } from 'hono'
import { SummaryRequest } from '../../../shared/api/summaries.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { askOptions } from '../ask-options.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { readingReply } from '../reading-reply.ts'

/** `POST /v1/summaries` */
export function summaryRoutes(deps: AppDeps): Hono<AppEnv> {
  const readSummary = jsonBody(SummaryRequest, { limitBytes: deps.bodyLimitBytes })
  return new Hono<AppEnv>().post('/', async (c) => {
    const caller = callerWith(c, 'read')
    const request = await readSummary(c.req.raw)
    return readingReply(c, await deps.answers.summarize(request, caller, askOptions(c, request)), deps)
  })
}
