import { ChatCompletion, ChatCompletionChunk, ChatRequest, OpenAiError } from './openai-chat.ts'
import { EmbeddingList, EmbeddingsRequest } from './openai-embeddings.ts'

/** The requests of other people's clients by their names in the OpenAPI document. */
export const COMPAT_REQUESTS = { ChatRequest, EmbeddingsRequest }

export const COMPAT_REPLIES = { ChatCompletion, ChatCompletionChunk, EmbeddingList, OpenAiError }
