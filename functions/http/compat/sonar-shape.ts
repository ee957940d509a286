import type { Answer, AnswerSource } from '../../../shared/api/answer.ts'
import type { SonarRequest } from '../../../shared/api/compat/perplexity.ts'
import { citationsOf, extensionOf, isCut, searchResultsOf } from './sources.ts'

/** What stands in everything that is said of one completion. */
export type SonarHead = { id: string; model: string; created: number }

/** What the request wants to see beside the text. */
export type SonarShown = { images: boolean; related: boolean; contextSize: string }

export const shownOf = (request: SonarRequest): SonarShown => ({
  images: request.return_images ?? false,
  related: request.return_related_questions ?? false,
  contextSize: request.web_search_options?.search_context_size ?? 'medium',
})

/** Both of `message` and `delta` are there in every choice: the client's types have them so. */
export function choiceOf(options: {
  delta?: string
  message: string
  finish?: 'stop' | 'length'
  steps?: object[]
}) {
  const { delta = '', message, finish = null, steps } = options
  const reasoning = steps && { reasoning_steps: steps }
  return {
    index: 0,
    finish_reason: finish,
    message: { role: 'assistant', content: message, ...reasoning },
    delta: { role: 'assistant', content: delta, ...reasoning },
  }
}

export const listedSources = (sources: readonly AnswerSource[]) => ({
  citations: citationsOf(sources),
  search_results: searchResultsOf(sources),
})

/** The whole answer as Sonar's response. */
export const completionOf = (answer: Answer, head: SonarHead, shown: SonarShown) => ({
  ...head,
  object: 'chat.completion',
  choices: [choiceOf({ message: answer.synopsis, finish: finishOf(answer) })],
  ...closingOf(answer, shown),
})

/** What is known only at the end. */
export const closingOf = (answer: Answer, shown: SonarShown) => ({
  ...listedSources(answer.sources),
  ...(shown.images && { images: [] }),
  ...(shown.related && { related_questions: answer.follow_ups }),
  usage: usageOf(answer, shown),
  ...extensionOf(answer),
})

export const finishOf = (answer: Answer): 'stop' | 'length' => (isCut(answer) ? 'length' : 'stop')

/** Ingot charges an answer, not its tokens one by one: all of the cost is the request's. */
function usageOf({ usage }: Answer, { contextSize }: SonarShown) {
  return {
    prompt_tokens: usage.input_tokens,
    completion_tokens: usage.output_tokens,
    total_tokens: usage.input_tokens + usage.output_tokens,
    search_context_size: contextSize,
    citation_tokens: null,
    num_search_queries: usage.searches,
    reasoning_tokens: usage.reasoning_tokens,
    cost: {
      input_tokens_cost: 0,
      output_tokens_cost: 0,
      reasoning_tokens_cost: null,
      request_cost: usage.usd,
      citation_tokens_cost: null,
      search_queries_cost: null,
      total_cost: usage.usd,
    },
  }
}
