export type ChatOptions = {
  messages: readonly { role: 'system' | 'user' | 'assistant'; content: string }[]
  maxOutputTokens: number
  temperature?: number
  jsonSchema?: Readonly<Record<string, unknown>>
}

/** The body of a streamed chat completion. `model`: as the server names it; without one, its only model. */
export const toChatRequest = (
  { messages, maxOutputTokens, temperature, jsonSchema }: ChatOptions,
  model?: string,
) => ({
  ...(model === undefined ? {} : { model }),
  messages,
  max_tokens: maxOutputTokens,
  ...(temperature === undefined ? {} : { temperature }),
  ...(jsonSchema && {
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', schema: jsonSchema, strict: true },
    },
  }),
  stream: true,
  stream_options: { include_usage: true },
})
