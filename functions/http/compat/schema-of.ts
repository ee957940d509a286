import * as z from 'zod'
import { invalidFields } from '../parse-input.ts'

const JsonSchema = z.record(z.string(), z.unknown())
const Format = z.union([
  z.looseObject({ type: z.literal('json_schema'), json_schema: z.looseObject({ schema: JsonSchema }) }),
  z.looseObject({ type: z.literal('json_schema'), schema: JsonSchema }),
])
const Typed = z.looseObject({ type: z.string() })

/**
 * The JSON Schema that a `response_format` (chat) or `text.format` (responses) holds; null: it asks for text. Throws
 * `invalid_request` at `path` for JSON of any shape, which the text of an answer is not.
 */
export function schemaOf(format: unknown, path: string): Record<string, unknown> | null {
  const { data } = Format.safeParse(format)
  if (data) {
    return 'json_schema' in data
      ? (data.json_schema as { schema: Record<string, unknown> }).schema
      : (data.schema as Record<string, unknown>)
  }
  if (Typed.safeParse(format).data?.type !== 'json_object') return null
  throw invalidFields([{ path, message: 'json_object is not there: give a json_schema' }])
}
