import type { ErrorCode } from '../errors.ts'

export type ModelMessage = { role: 'system' | 'user' | 'assistant'; content: string }

export type ModelRequest = {
  messages: readonly ModelMessage[]
  maxOutputTokens: number
  temperature?: number
  /** JSON Schema that the text has to fit, for models that can hold to one (`capabilities.json_schema`). */
  jsonSchema?: Readonly<Record<string, unknown>>
}

/** Tokens as the vendor counted them. */
export type ModelUsage = {
  /** All of the prompt, what was read from or written to the vendor's prompt cache included. */
  inputTokens: number
  /** Reasoning included. */
  outputTokens: number
  reasoningTokens: number
  /** The part of the prompt that the vendor had in its cache, where it tells. */
  cachedInputTokens?: number
}

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
