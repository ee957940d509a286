import type { ErrorCode } from '../errors.ts'

export type ModelMessage = { role: 'system' | 'user' | 'assistant'; content: string }

export type ModelRequest = {
  messages: readonly ModelMessage[]
  maxOutputTokens: number
  temperature?: number
}

/** Tokens as the vendor counted them. */
export type ModelUsage = { inputTokens: number; outputTokens: number; reasoningTokens: number }

export type ModelPart =
  | { type: 'reasoning-delta'; text: string }
  | { type: 'text-delta'; text: string }
  /** Last part of a stream that ended well. `length`: cut by the token limit. */
  | { type: 'finish'; reason: 'stop' | 'length' | 'filtered'; usage: ModelUsage }

/**
 * A text model that streams. The stream ends with exactly one `finish`, or throws an `IngotError`
 * (`model_*`); aborting the signal ends it and the vendor's request.
 */
export interface LanguageModel {
  readonly alias: string
  stream(request: ModelRequest, options: { signal: AbortSignal }): AsyncIterable<ModelPart>
}

/** The codes that a language model may throw. */
export const MODEL_ERROR_CODES = [
  'model_unavailable',
  'model_throttled',
  'model_timeout',
  'model_refused_request',
  'model_protocol_error',
] as const satisfies readonly ErrorCode[]
