import { dialectErrors } from './openapi-parts.ts'

const message = 'What went wrong, for people.'

export const openAiErrors = dialectErrors('OpenAiError', {
  error: { message, type: 'invalid_request_error', param: 'messages', code: 'invalid_request' },
})

export const perplexityErrors = dialectErrors('PerplexityError', {
  error: { message, type: 'invalid_request', code: 400 },
})

export const tavilyErrors = dialectErrors('TavilyError', { detail: { error: message } })
