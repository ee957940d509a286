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
      json_schema: { name: 'answer', schema: jsonSchema, strict: wantsEverything(jsonSchema) },
    },
  }),
  stream: true,
  stream_options: { include_usage: true },
})

/** OpenAI is strict only with a schema whose objects have no optional property, and refuses another one. */
function wantsEverything(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  if (Array.isArray(schema)) return schema.every(wantsEverything)
  const { properties, required } = schema as { properties?: unknown; required?: unknown }
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  const isWhole = names.every((name) => Array.isArray(required) && required.includes(name))
  return isWhole && Object.values(schema).every(wantsEverything)
}
