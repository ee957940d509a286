import { ERROR_CODES, type ErrorCode, IngotError } from '../errors.ts'
import { PROBLEM_EXAMPLE } from './openapi-examples.ts'
import { type SchemaName, schemaRef } from './openapi-schemas.ts'
import { PROBLEM_STATUS, PROBLEM_TITLES, type Problem, type ProblemStatus } from './problem.ts'

export const json = (schema: SchemaName, description: string, example?: object) => ({
  description,
  content: { 'application/json': { schema: schemaRef(schema), ...(example && { example }) } },
})

export const jsonContent = (schema: SchemaName, examples: Record<string, object>) => ({
  'application/json': {
    schema: schemaRef(schema),
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  },
})

export const jsonBody = (schema: SchemaName, examples: Record<string, object>) => ({
  required: true,
  content: jsonContent(schema, examples),
})

/** The problem replies of a route, each with the codes that it can carry. */
export function problems(...statuses: ProblemStatus[]) {
  const replies = statuses.map((status) => {
    const codes = ERROR_CODES.filter((code) => PROBLEM_STATUS[code] === status)
    const example = status === 400 ? PROBLEM_EXAMPLE : problemExample(status, codes[0] ?? 'internal')
    return [
      status,
      {
        description: `${PROBLEM_TITLES[status]}: ${codes.map((code) => `\`${code}\``).join(', ')}`,
        content: { 'application/problem+json': { schema: schemaRef('Problem'), example } },
      },
    ]
  })
  return Object.fromEntries(replies)
}

/** The errors of a route that speaks another dialect. */
export const dialectErrors =
  (schema: SchemaName, example: object) =>
  (...statuses: ProblemStatus[]) =>
    Object.fromEntries(statuses.map((status) => [status, json(schema, PROBLEM_TITLES[status], example)]))

function problemExample(status: ProblemStatus, code: ErrorCode): Problem {
  const { type, request_id } = PROBLEM_EXAMPLE
  const { retryable } = new IngotError(code, '')
  const detail = 'What went wrong, for people.'
  return { type, title: PROBLEM_TITLES[status], status, detail, code, retryable, request_id }
}

/** What every route behind the identity may refuse with. */
export const READ = [401, 403, 429, 500] as const
export const BODY = [400, 413, 415] as const
export const id = (of: string) => [
  {
    name: 'id',
    in: 'path',
    required: true,
    description: `The \`id\` of the ${of}.`,
    schema: { type: 'string' },
  },
]
