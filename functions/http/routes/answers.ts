import { Hono } from 'hono'
import { AnswerRequest } from '../../../shared/api/answer-request.ts'
import { FeedbackRequest } from '../../../shared/api/feedback.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { askOptions } from '../ask-options.ts'
import { withDefaultLanguage } from '../default-language.ts'
import { lastEventId } from '../last-event-id.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { eventsReply, readingReply } from '../reading-reply.ts'
import { emptyReply, jsonReply } from '../reply.ts'

/** `POST /v1/answers`, `GET /v1/answers/{id}`, and below it `/events`, `/cancel`, `/feedback` */
export function answerRoutes(deps: AppDeps): Hono<AppEnv> {
  const { answers, bodyLimitBytes: limitBytes } = deps
  const readQuestion = jsonBody(AnswerRequest, { limitBytes })
  const readFeedback = jsonBody(FeedbackRequest, { limitBytes })
  return new Hono<AppEnv>()
    .post('/', async (c) => {
      const caller = callerWith(c, 'read')
      const given = await readQuestion(c.req.raw)
      const request = await withDefaultLanguage(c, given, given.question)
      return readingReply(c, await answers.ask(request, caller, askOptions(c, request)), deps)
    })
    .get('/:id', async (c) => {
      const answer = await answers.get(c.req.param('id'), callerWith(c, 'read'))
      return (await import('../answer-reply.ts')).answerReply(c, answer)
    })
    .get('/:id/events', async (c) => {
      const caller = callerWith(c, 'read')
      const after = lastEventId(c)
      return eventsReply(c, await answers.resume(c.req.param('id'), caller, { after }), deps)
    })
    .post('/:id/cancel', async (c) =>
      jsonReply(c, await answers.cancel(c.req.param('id'), callerWith(c, 'read'))),
    )
    .post('/:id/feedback', async (c) => {
      const caller = callerWith(c, 'read')
      await answers.feedback(c.req.param('id'), await readFeedback(c.req.raw), caller)
      return emptyReply(c)
    })
}
