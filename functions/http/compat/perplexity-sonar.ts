import type { Context } from 'hono'
import type { AnswerSource } from '../../../shared/api/answer.ts'
import { SonarRequest } from '../../../shared/api/compat/perplexity.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import type { EventStreamOptions } from '../event-stream.ts'
import { jsonBody } from '../parse-body.ts'
import { eventsReply, readWhole } from '../reading-reply.ts'
import { answerReply, ask, dataLine, errorLine, NOTHING } from './ask.ts'
import { chooseModel } from './choose-model.ts'
import { sonarAsking } from './perplexity-request.ts'
import {
  choiceOf,
  closingOf,
  completionOf,
  finishOf,
  listedSources,
  type SonarHead,
  type SonarShown,
  shownOf,
} from './sonar-shape.ts'
import { searchResultsOf } from './sources.ts'
import { createFollowing } from './told.ts'

/** `POST /chat/completions`: a synopsis in the shape of Perplexity's Sonar. */
export function sonarCompletions(deps: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const { clock, models } = deps
  const read = jsonBody(SonarRequest, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const request = await read(c.req.raw)
    const now = clock.now()
    const asking = sonarAsking(request, { path: 'messages', now })
    const choice = chooseModel([request.model], request.reasoning_effort, models())
    const reading = await ask(c, { ...asking, ...choice }, deps)
    const head = { id: reading.id, model: request.model, created: Math.floor(now / 1_000) }
    const shown = shownOf(request)
    if (!request.stream) return answerReply(c, reading, completionOf(await readWhole(reading), head, shown))
    const write = request.stream_mode === 'concise' ? concise(head, shown) : full(head, shown)
    return eventsReply(c, reading, { ...deps, tell: createTelling(write) })
  }
}

type End = Parameters<typeof completionOf>[0]

/** One of the two ways in which Sonar streams. */
type Writing = {
  search(queries: readonly string[]): string
  begin(sources: readonly AnswerSource[]): string
  text(delta: string, soFar: string, first: object): string
  end(answer: End): string
}

function createTelling(write: Writing): NonNullable<EventStreamOptions['tell']> {
  const follow = createFollowing()
  let soFar = ''
  let hasBegun = false
  const begin = (sources: readonly AnswerSource[], delta: string) => {
    hasBegun = true
    return write.begin(sources) + write.text(delta, soFar, listedSources(sources))
  }
  return ({ event }) => {
    const told = follow(event)
    switch (told?.kind) {
      case 'search':
        return hasBegun ? NOTHING : { text: write.search(told.queries), last: false }
      case 'text': {
        soFar += told.text
        if (told.sources) return { text: begin(told.sources, told.text), last: false }
        return told.text === '' ? NOTHING : { text: write.text(told.text, soFar, {}), last: false }
      }
      case 'end': {
        const first = hasBegun ? '' : begin(told.answer.sources, '')
        return { text: `${first}${write.end(told.answer)}data: [DONE]\n\n`, last: true }
      }
      case 'failed':
        return { text: errorLine(told.error), last: true }
      default:
        return NOTHING
    }
  }
}

/** Each chunk has what is new and the text so far. */
const full = (head: SonarHead, shown: SonarShown): Writing => ({
  search: () => '',
  begin: () => '',
  text: (delta, message, first) =>
    dataLine({ ...head, object: 'chat.completion.chunk', choices: [choiceOf({ delta, message })], ...first }),
  end: (answer) =>
    dataLine({
      ...head,
      object: 'chat.completion.chunk',
      choices: [choiceOf({ message: answer.synopsis, finish: finishOf(answer) })],
      ...closingOf(answer, shown),
    }),
})

/** Four kinds of chunks: how it searched, that it has, what is new, and all of it at the end. */
function concise(head: SonarHead, shown: SonarShown): Writing {
  let keywords: readonly string[] = []
  const step = (sources: readonly AnswerSource[]) => ({
    thought: '',
    type: 'web_search',
    web_search: { search_keywords: keywords, search_results: searchResultsOf(sources) },
  })
  const chunk = (object: string, choice: Parameters<typeof choiceOf>[0], more: object = {}) =>
    dataLine({ ...head, object, choices: [choiceOf(choice)], ...more })
  return {
    search(queries) {
      keywords = queries
      return chunk('chat.reasoning', { message: '', steps: [step([])] })
    },
    begin: (sources) =>
      chunk('chat.reasoning.done', { message: '', steps: [step(sources)] }, listedSources(sources)),
    text: (delta, _, first) => chunk('chat.completion.chunk', { delta, message: '' }, first),
    end: (answer) =>
      chunk(
        'chat.completion.done',
        { message: answer.synopsis, finish: finishOf(answer) },
        closingOf(answer, shown),
      ),
  }
}
