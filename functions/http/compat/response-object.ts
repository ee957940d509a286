import type { Answer, AnswerSource } from '../../../shared/api/answer.ts'
import { addressOf } from '../source-texts.ts'
import { type Annotation, annotationsOf, epochSeconds, extensionOf, isCut } from './sources.ts'

/** Whose Responses API it is: they differ in how a search and its cost are told. */
export type Tongue = 'openai' | 'perplexity'

/** What of a response the answer itself does not tell. */
export type ResponseHead = {
  tongue: Tongue
  id: string
  /** As asked; null for who reads by id: the model that wrote it is named. */
  model: string | null
  /** Seconds since the epoch, for as long as the answer does not say. */
  createdAt: number
  isBackground: boolean
  /** As asked. */
  previousId?: string | null | undefined
}

export const MESSAGE_AT = 1
const idOf = (kind: string, { id }: Pick<ResponseHead, 'id'>) => `${kind}_${id.replace(/^ans_/, '')}`
export const messageId = (head: Pick<ResponseHead, 'id'>): string => idOf('msg', head)

const STATUS = {
  queued: 'queued',
  running: 'in_progress',
  completed: 'completed',
  cancelled: 'cancelled',
  failed: 'failed',
} as const satisfies Record<Answer['status'], string>

/** An answer, at whatever point it is, as a response object. */
export function responseOf(answer: Answer, head: ResponseHead) {
  const { status } = answer
  const hasEnded = answer.completed_at !== null
  const isOver = status !== 'queued' && status !== 'running'
  const error = answer.error && { code: answer.error.code, message: answer.error.message }
  return {
    ...emptyResponse(head, STATUS[status]),
    created_at: hasEnded ? epochSeconds(answer.created_at) : head.createdAt,
    model: head.model ?? answer.mode.model ?? answer.mode.served,
    output: isOver && status !== 'failed' ? outputOf(answer, head) : [],
    ...(error ? { error } : {}),
    ...(isCut(answer) ? { incomplete_details: { reason: 'max_output_tokens' } } : {}),
    ...(isOver ? { usage: usageOf(answer, head) } : {}),
    ...extensionOf(answer),
  }
}

/** A response of which nothing is known yet. */
export const emptyResponse = (
  { tongue, id, model, createdAt, isBackground, previousId = null }: ResponseHead,
  status: string,
) => ({
  id,
  object: 'response',
  created_at: createdAt,
  status,
  background: isBackground,
  model: model ?? 'ingot',
  output: [] as object[],
  ...(tongue === 'openai' && {
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: false,
    previous_response_id: previousId,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: null,
  }),
})

const outputOf = (answer: Answer, head: ResponseHead) => [
  searchItem(head, [answer.standalone_question], answer.sources),
  messageItem(head, 'completed', [textPart(answer.synopsis, annotationsOf(answer))]),
]

/** The search as an item of the output. `[n]` in the text is the result of that id. */
export function searchItem(
  head: ResponseHead,
  queries: readonly string[],
  sources: readonly AnswerSource[] | null,
): object {
  if (head.tongue === 'perplexity') {
    return { type: 'search_results', queries, results: searchResults(sources ?? []) }
  }
  const [query = ''] = queries
  const found = sources?.map((source) => ({ type: 'url', url: addressOf(source) }))
  return {
    type: 'web_search_call',
    id: idOf('ws', head),
    status: sources === null ? 'in_progress' : 'completed',
    action: { type: 'search', query, queries, ...(found && { sources: found }) },
  }
}

export const searchResults = (sources: readonly AnswerSource[]) =>
  sources.map((source) => ({
    id: source.n,
    title: source.title,
    url: addressOf(source),
    snippet: source.snippet,
    ...(source.published !== null && { date: source.published }),
    ...(source.kind === 'web' && { source: 'web' }),
  }))

export const messageItem = (head: ResponseHead, status: 'in_progress' | 'completed', content: object[]) => ({
  type: 'message',
  id: messageId(head),
  role: 'assistant',
  status,
  content,
})

export const textPart = (text: string, annotations: readonly Annotation[]) => ({
  type: 'output_text',
  text,
  annotations,
  logprobs: [],
})

/** Ingot charges an answer, not its tokens one by one: all of the cost is told as the output's. */
function usageOf({ usage }: Answer, { tongue }: ResponseHead) {
  const { input_tokens, output_tokens, reasoning_tokens, usd } = usage
  const tokens = { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens }
  if (tongue === 'perplexity') {
    return { ...tokens, cost: { currency: 'USD', input_cost: 0, output_cost: usd, total_cost: usd } }
  }
  return {
    ...tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens },
  }
}
