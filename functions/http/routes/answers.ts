import { Hono } from 'hono'
import { AnswerRequest } from '../../../shared/api/answer-request.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { requireScope } from '../middleware/caller.ts'
import { parseJsonBody } from '../parse-body.ts'
import { readingReply } from '../reading-reply.ts'

/** `POST /v1/answers`, `GET /v1/answers/{id}` */
export function answerRoutes(deps: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .post('/', requireScope('read'), async (c) => {
      const request = await parseJsonBody(c.req.raw, AnswerRequest, deps.bodyLimitBytes)
      return readingReply(c, await deps.answers.ask(request, c.get('caller')), deps)
    })
    .get('/:id', requireScope('read'), async (c) =>
      c.json(await deps.answers.get(c.req.param('id'), c.get('caller'))),
    )
}
