import { ChatCompletion, ChatCompletionChunk, ChatRequest, OpenAiError } from './openai-chat.ts'
import { EmbeddingList, EmbeddingsRequest } from './openai-embeddings.ts'
import { PerplexityError } from './perplexity.ts'
import { ResponseCancelled, ResponseEvent, ResponseObject, ResponseRequest } from './responses.ts'

/** The requests of other people's clients by their names in the OpenAPI document. */
export const COMPAT_REQUESTS = { ChatRequest, EmbeddingsRequest, ResponseRequest }

export const COMPAT_REPLIES = {
  ChatCompletion,
  ChatCompletionChunk,
  EmbeddingList,
  OpenAiError,
  PerplexityError,
  ResponseObject,
  ResponseEvent,
  ResponseCancelled,
}
