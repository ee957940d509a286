import type { Context } from 'hono'
import type { Answer } from '../../../shared/api/answer.ts'
import { SonarAsyncRequest } from '../../../shared/api/compat/perplexity.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { jsonReply } from '../reply.ts'
import { ask } from './ask.ts'
import { chooseModel } from './choose-model.ts'
import { sonarAsking } from './perplexity-request.ts'
import { completionOf, type SonarShown, shownOf } from './sonar-shape.ts'
import { epochSeconds } from './sources.ts'

/** Who reads by id is not asked again what they want to see. */
const SHOWN: SonarShown = { images: false, related: true, contextSize: 'medium' }

/** `POST /async/chat/completions`: the answer is made while nobody waits. */
export function startAsync(deps: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const { answers, clock, models } = deps
  const read = jsonBody(SonarAsyncRequest, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const { request, idempotency_key: key } = await read(c.req.raw)
    const asking = sonarAsking(request, { path: 'request.messages', now: clock.now() })
    const choice = chooseModel([request.model], request.reasoning_effort, models())
    const { id } = await ask(
      c,
      { ...asking, ...choice },
      { answers, isDeferred: true, key: key ?? undefined },
    )
    const answer = await answers.get(id, callerWith(c, 'read'))
    return jsonReply(c, asyncOf(answer, { model: request.model, shown: shownOf(request), now: clock.now() }))
  }
}

/** `GET /async/chat/completions/{id}` */
export function getAsync({ answers, clock }: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  return async (c) => {
    const answer = await answers.get(c.req.param('id') ?? '', callerWith(c, 'read'))
    const model = answer.mode.model ?? answer.mode.served
    return jsonReply(c, asyncOf(answer, { model, shown: SHOWN, now: clock.now() }))
  }
}

const STATUS = {
  queued: 'CREATED',
  running: 'IN_PROGRESS',
  completed: 'COMPLETED',
  cancelled: 'FAILED',
  failed: 'FAILED',
} as const satisfies Record<Answer['status'], string>

function asyncOf(answer: Answer, { model, shown, now }: { model: string; shown: SonarShown; now: number }) {
  const status = STATUS[answer.status]
  const ended = answer.completed_at === null ? null : epochSeconds(answer.completed_at)
  // Until it has ended, the log does not tell when it was begun.
  const created = ended === null ? Math.floor(now / 1_000) : epochSeconds(answer.created_at)
  const head = { id: answer.id, model, created }
  return {
    id: answer.id,
    model,
    status,
    created_at: created,
    started_at: status === 'CREATED' ? null : created,
    completed_at: status === 'COMPLETED' ? ended : null,
    failed_at: status === 'FAILED' ? (ended ?? created) : null,
    error_message: status === 'FAILED' ? (answer.error?.message ?? 'The answer was cancelled.') : null,
    response: status === 'COMPLETED' ? completionOf(answer, head, shown) : null,
  }
}
