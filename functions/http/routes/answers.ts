import { Hono } from 'hono'
import { AnswerRequest } from '../../../shared/api/answer-request.ts'
import { FeedbackRequest } from '../../../shared/api/feedback.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { askOptions } from '../ask-options.ts'
import { lastEventId } from '../last-event-id.ts'
import { requireScope } from '../middleware/caller.ts'
import { parseJsonBody } from '../parse-body.ts'
import { eventsReply, readingReply } from '../reading-reply.ts'

/** `POST /v1/answers`, `GET /v1/answers/{id}`, and below it `/events`, `/cancel`, `/feedback` */
export function answerRoutes(deps: AppDeps): Hono<AppEnv> {
  const { answers, bodyLimitBytes } = deps
  return new Hono<AppEnv>()
    .post('/', requireScope('read'), async (c) => {
      const request = await parseJsonBody(c.req.raw, AnswerRequest, bodyLimitBytes)
      return readingReply(c, await answers.ask(request, c.get('caller'), askOptions(c, request)), deps)
    })
    .get('/:id', requireScope('read'), async (c) =>
      c.json(await answers.get(c.req.param('id'), c.get('caller'))),
    )
    .get('/:id/events', requireScope('read'), async (c) => {
      const after = lastEventId(c)
      return eventsReply(c, await answers.resume(c.req.param('id'), c.get('caller'), { after }), deps)
    })
    .post('/:id/cancel', requireScope('read'), async (c) =>
      c.json(await answers.cancel(c.req.param('id'), c.get('caller'))),
    )
    .post('/:id/feedback', requireScope('read'), async (c) => {
      const feedback = await parseJsonBody(c.req.raw, FeedbackRequest, bodyLimitBytes)
      await answers.feedback(c.req.param('id'), feedback, c.get('caller'))
      return c.body(null, 204)
    })
}
