import type * as z from 'zod'
import { type FieldError, IngotError } from '../../shared/errors.ts'

/** A client with a thousand wrong fields is told of the first ones. */
const FIELDS_AT_MOST = 20
const PATH_AT_MOST = 200

/** Input that has passed its schema. Throws `invalid_request` with the path of each field refused. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.flatMap((issue) => toFields(issue, schema)).slice(0, FIELDS_AT_MOST)
  throw invalidFields(fields)
}

export function invalidFields(fields: readonly FieldError[]): IngotError {
  const told = fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return new IngotError('invalid_request', told.join('; '), { fields })
}

function toFields(issue: z.core.$ZodIssue, schema: z.ZodType): FieldError[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: pathOf(issue.path), message: issue.message.replace(/^Invalid (input|option): /, '') }]
  }
  const known = fieldsAt(schema, issue.path)
  const message = known.length > 0 ? `unknown field; known: ${known.join(', ')}` : 'unknown field'
  return issue.keys.slice(0, FIELDS_AT_MOST).map((key) => ({ path: pathOf([...issue.path, key]), message }))
}

type Part = {
  def?: { innerType?: Part; in?: Part; element?: Part; shape?: Record<string, Part> }
}

/** The fields of the object at the path, as far as the schema tells of one alone. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const bare = (part: Part | undefined): Part | undefined => {
    const inner = part?.def?.innerType ?? part?.def?.in
    return inner ? bare(inner) : part
  }
  let at = bare(schema as unknown as Part)
  for (const step of path)
    at = bare(typeof step === 'number' ? at?.def?.element : at?.def?.shape?.[String(step)])
  return Object.keys(at?.def?.shape ?? {})
}

/** `['filters', 'languages', 2]` -> `filters.languages[2]` */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : index === 0 ? String(step) : `.${String(step)}`,
    )
    .join('')
    .slice(0, PATH_AT_MOST)
}
