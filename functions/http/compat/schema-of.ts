import * as z from 'zod'

const JsonSchema = z.record(z.string(), z.unknown())
const Format = z.union([
  z.looseObject({ type: z.literal('json_schema'), json_schema: z.looseObject({ schema: JsonSchema }) }),
  z.looseObject({ type: z.literal('json_schema'), schema: JsonSchema }),
])

/** The JSON Schema that a `response_format` (chat) or `text.format` (responses) holds; null: it asks for text. */
export function schemaOf(format: unknown): Record<string, unknown> | null {
  const { data } = Format.safeParse(format)
  if (!data) return null
  return 'json_schema' in data
    ? (data.json_schema as { schema: Record<string, unknown> }).schema
    : (data.schema as Record<string, unknown>)
}
