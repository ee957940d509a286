import type { Context } from 'hono'
import type { Said } from '../../../shared/answer/answers.ts'
import { ResponseRequest, RetrieveQuery } from '../../../shared/api/compat/responses.ts'
import { toIngotError } from '../../../shared/errors.ts'
import type { Caller } from '../../../shared/ports/callers.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { invalidFields, parseInput } from '../parse-input.ts'
import { eventsReply, readWhole } from '../reading-reply.ts'
import { jsonReply } from '../reply.ts'
import { answerReply, ask } from './ask.ts'
import { dialectOf } from './dialect.ts'
import { createResponseTelling } from './response-events.ts'
import { type ResponseHead, responseOf } from './response-object.ts'
import { responseAsking } from './response-request.ts'

type Handler = (c: Context<AppEnv>) => Promise<Response>

/** `POST /v1/responses`, of OpenAI and Perplexity, and Perplexity's `POST /v1/agent`. */
export function createResponse(deps: AppDeps): Handler {
  const { answers, clock, models } = deps
  const read = jsonBody(ResponseRequest, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const request = await read(c.req.raw)
    const now = clock.now()
    const asking = responseAsking(request, { models: models(), now })
    const { previous_response_id: previousId } = request
    if (previousId) asking.before = [await saidIn(previousId, callerWith(c, 'read'), deps), ...asking.before]
    const isBackground = request.background ?? false
    const isDeferred = isBackground && !request.stream
    const reading = await ask(c, asking, { answers, isDeferred })
    const model = request.model ?? request.models?.[0] ?? request.preset ?? null
    const head = headOf(c, { id: reading.id, model, now, isBackground, previousId })
    if (request.stream) {
      return eventsReply(c, reading, { ...deps, tell: createResponseTelling({ head, after: null }) })
    }
    const answer = isDeferred
      ? await answers.get(reading.id, callerWith(c, 'read'))
      : await readWhole(reading)
    return answerReply(c, reading, responseOf(answer, head))
  }
}

/** What was asked and answered under an id. Throws `invalid_request`: the client can send the conversation instead. */
async function saidIn(id: string, caller: Caller, { answers }: Pick<AppDeps, 'answers'>): Promise<Said> {
  const refused = (why: string) => invalidFields([{ path: 'previous_response_id', message: why }])
  const { standalone_question: question, synopsis } = await answers.get(id, caller).catch((thrown) => {
    const { code } = toIngotError(thrown)
    if (code !== 'not_found' && code !== 'answer_gone') throw thrown
    throw refused('no response of this id is kept: send what was said before as input')
  })
  if (question === '') throw refused('it has not begun yet: wait for it')
  return { question, answer: synopsis }
}

/** `GET /v1/responses/{id}`: as it stands, or its events from any position. */
export function retrieveResponse(deps: AppDeps): Handler {
  const { answers, clock } = deps
  return async (c) => {
    const caller = callerWith(c, 'read')
    const { stream, starting_after } = parseInput(RetrieveQuery, c.req.query())
    const id = c.req.param('id') ?? ''
    const head = headOf(c, { id, model: null, now: clock.now(), isBackground: false })
    if (stream !== 'true') return jsonReply(c, responseOf(await answers.get(id, caller), head))
    const reading = await answers.resume(id, caller, { after: null })
    const after = starting_after ?? lastNumber(c)
    return eventsReply(c, reading, { ...deps, tell: createResponseTelling({ head, after }) })
  }
}

/** `POST /v1/responses/{id}/cancel` */
export function cancelResponse({ answers, clock }: AppDeps): Handler {
  return async (c) => {
    const id = c.req.param('id') ?? ''
    const answer = await answers.cancel(id, callerWith(c, 'read'))
    const head = headOf(c, { id, model: null, now: clock.now(), isBackground: true })
    if (head.tongue === 'perplexity') return jsonReply(c, { response_id: id, status: 'cancelling' })
    return jsonReply(c, responseOf(answer, head))
  }
}

function headOf(
  c: Context<AppEnv>,
  { now, ...head }: Omit<ResponseHead, 'tongue' | 'createdAt'> & { now: number },
): ResponseHead {
  const tongue = dialectOf(c.req) === 'perplexity' ? 'perplexity' : 'openai'
  return { ...head, tongue, createdAt: Math.floor(now / 1_000) }
}

/** A number is an event's `id` as well, so that a browser's own reconnecting works. */
function lastNumber(c: Context<AppEnv>): number | null {
  const header = c.req.header('last-event-id') ?? ''
  return /^\d{1,15}$/.test(header) ? Number(header) : null
}
