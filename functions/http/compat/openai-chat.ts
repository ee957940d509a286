import type { Context } from 'hono'
import type { Answer, AnswerSource } from '../../../shared/api/answer.ts'
import { ChatRequest } from '../../../shared/api/compat/openai-chat.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import type { EventStreamOptions } from '../event-stream.ts'
import { jsonBody } from '../parse-body.ts'
import { eventsReply, readWhole } from '../reading-reply.ts'
import { type Asking, answerReply, ask, dataLine, NOTHING } from './ask.ts'
import { chooseModel } from './choose-model.ts'
import { conversationOf } from './question.ts'
import { schemaOf } from './schema-of.ts'
import { annotationsOf, citationsOf, extensionOf, isCut, searchResultsOf } from './sources.ts'
import { createFollowing } from './told.ts'
import { lengthOf, regionOf, sourcesOf } from './wishes.ts'

/** `POST /v1/chat/completions`: a synopsis as a chat completion. */
export function chatCompletions(deps: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const read = jsonBody(ChatRequest, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const request = await read(c.req.raw)
    const reading = await ask(c, toAsking(request, deps), deps)
    const head = { model: request.model, created: Math.floor(deps.clock.now() / 1_000) }
    if (!request.stream) return answerReply(c, reading, completionOf(await readWhole(reading), head))
    const withUsage = request.stream_options?.include_usage ?? false
    return eventsReply(c, reading, { ...deps, tell: createTelling(reading.id, { ...head, withUsage }) })
  }
}

function toAsking(request: ChatRequest, { models }: Pick<AppDeps, 'models'>): Asking {
  const { web_search_options: search, reasoning_effort, verbosity } = request
  return {
    ...conversationOf(request.messages, 'messages'),
    ...chooseModel([request.model], reasoning_effort, models()),
    max_sources: sourcesOf(search?.search_context_size),
    region: regionOf(search?.user_location?.approximate?.country),
    output: {
      length: lengthOf(verbosity),
      json_schema: schemaOf(request.response_format, 'response_format'),
    },
    schemaAt: 'response_format',
    follow_ups: false,
  }
}

type Head = { model: string; created: number }

const completionOf = (answer: Answer, head: Head) => ({
  id: answer.id,
  object: 'chat.completion',
  ...head,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: answer.synopsis,
        refusal: null,
        annotations: wrapped(answer),
      },
      logprobs: null,
      finish_reason: finishOf(answer),
    },
  ],
  usage: usageOf(answer),
  ...listed(answer.sources),
  ...extensionOf(answer),
})

/** Clients read the citations from the first chunk, or from the last: they are on both. */
function createTelling(
  id: string,
  { withUsage, ...head }: Head & { withUsage: boolean },
): NonNullable<EventStreamOptions['tell']> {
  const follow = createFollowing()
  let hasBegun = false
  const chunk = (delta: object, more: object = {}, finish_reason: string | null = null) =>
    dataLine({
      id,
      object: 'chat.completion.chunk',
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      // Never on a chunk of its own without choices, which loops over `choices[0]` stumble on.
      ...(withUsage && { usage: null }),
      ...more,
    })
  const begin = (content: string, sources: readonly AnswerSource[]) => {
    hasBegun = true
    return chunk({ role: 'assistant', content }, listed(sources))
  }
  return ({ event }) => {
    const told = follow(event)
    switch (told?.kind) {
      case 'text': {
        if (told.sources) return { text: begin(told.text, told.sources), last: false }
        return told.text === '' ? NOTHING : { text: chunk({ content: told.text }), last: false }
      }
      case 'end': {
        const { answer } = told
        const more = {
          ...(withUsage && { usage: usageOf(answer) }),
          ...listed(answer.sources),
          ...extensionOf(answer),
        }
        const first = hasBegun ? '' : begin('', answer.sources)
        const final = chunk({ annotations: wrapped(answer) }, more, finishOf(answer))
        return { text: `${first}${final}data: [DONE]\n\n`, last: true }
      }
      case 'failed': {
        const { code, message } = told.error
        return { text: dataLine({ error: { message, type: 'server_error', param: null, code } }), last: true }
      }
      default:
        return NOTHING
    }
  }
}

const listed = (sources: readonly AnswerSource[]) => ({
  citations: citationsOf(sources),
  search_results: searchResultsOf(sources),
})

/** Chat completions have what is cited in an object of its own. */
const wrapped = (answer: Answer) =>
  annotationsOf(answer).map(({ type, ...url_citation }) => ({ type, url_citation }))

const finishOf = (answer: Answer) => (isCut(answer) ? 'length' : 'stop')

const usageOf = ({ usage }: Answer) => ({
  prompt_tokens: usage.input_tokens,
  completion_tokens: usage.output_tokens,
  total_tokens: usage.input_tokens + usage.output_tokens,
  completion_tokens_details: { reasoning_tokens: usage.reasoning_tokens },
})
