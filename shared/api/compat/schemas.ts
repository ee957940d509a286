import { ChatCompletion, ChatCompletionChunk, ChatRequest, OpenAiError } from './openai-chat.ts'
import { EmbeddingList, EmbeddingsRequest } from './openai-embeddings.ts'
import {
  PerplexityError,
  PerplexitySearchRequest,
  PerplexitySearchResults,
  SonarAsyncAnswer,
  SonarAsyncRequest,
  SonarCompletion,
  SonarRequest,
} from './perplexity.ts'
import { ResponseCancelled, ResponseEvent, ResponseObject, ResponseRequest } from './responses.ts'
import {
  TavilyError,
  TavilyExtractRequest,
  TavilyExtractResults,
  TavilySearchRequest,
  TavilySearchResults,
} from './tavily.ts'

/** The requests of other people's clients by their names in the OpenAPI document. */
export const COMPAT_REQUESTS = {
  ChatRequest,
  EmbeddingsRequest,
  ResponseRequest,
  SonarRequest,
  SonarAsyncRequest,
  PerplexitySearchRequest,
  TavilySearchRequest,
  TavilyExtractRequest,
}

export const COMPAT_REPLIES = {
  ChatCompletion,
  ChatCompletionChunk,
  EmbeddingList,
  OpenAiError,
  PerplexityError,
  PerplexitySearchResults,
  SonarCompletion,
  SonarAsyncAnswer,
  ResponseObject,
  ResponseEvent,
  ResponseCancelled,
  TavilyError,
  TavilySearchResults,
  TavilyExtractResults,
}
