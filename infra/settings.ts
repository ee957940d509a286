import { readFileSync } from 'node:fs'
import * as z from 'zod'

const shape = {
  /** Names the stack and the stage of the API, so that several can stand in one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, 'a short word in lower case, e.g. "dev" or "prod"')
    .default('dev'),
  /** Without them the template fits every account and Region. */
  account: z
    .string()
    .regex(/^\d{12}$/, '12 digits in quotes')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'the code of a Region, e.g. "eu-west-1"')
    .optional(),
  /** What becomes of documents and users' data when the stack is deleted. */
  data: z.enum(['retain', 'destroy']).default('retain'),
}

const Settings = z.strictObject(shape, {
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `unknown key ${issue.keys.join(', ')}; known: ${Object.keys(shape).join(', ')}`
      : undefined,
})
export type InfraSettings = z.infer<typeof Settings>

/** Throws an `Error` that names `file`, each wrong path and what is allowed there. */
export function parseInfraSettings(json: unknown, file = 'settings'): InfraSettings {
  const parsed = Settings.safeParse(json)
  if (parsed.success) return parsed.data
  const told = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw new Error(`${file}: ${told.join('; ')}`)
}

/** Reads the JSON file named by `-c settings=<path>`; the defaults without one. */
export function readInfraSettings(file: unknown): InfraSettings {
  if (file === undefined) return parseInfraSettings({})
  return parseInfraSettings(JSON.parse(readFileSync(String(file), 'utf8')), String(file))
}
