import type * as z from 'zod'
import { type FieldError, IngotError } from '../../shared/errors.ts'

/** A client with a thousand wrong fields is told of the first ones. */
const FIELDS_AT_MOST = 20
const PATH_AT_MOST = 200

/** Input that has passed its schema. Throws `invalid_request` with the path of each field refused. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.flatMap(toFields).slice(0, FIELDS_AT_MOST)
  throw invalidFields(fields)
}

export function invalidFields(fields: readonly FieldError[]): IngotError {
  const told = fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return new IngotError('invalid_request', told.join('; '), { fields })
}

function toFields(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: pathOf(issue.path), message: issue.message.replace(/^Invalid (input|option): /, '') }]
  }
  return issue.keys
    .slice(0, FIELDS_AT_MOST)
    .map((key) => ({ path: pathOf([...issue.path, key]), message: 'unknown field' }))
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
