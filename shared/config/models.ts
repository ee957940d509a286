import { readFile } from 'node:fs/promises'
import * as z from 'zod'
// By its own path: `z.core` would bring every locale, 330 KB, into the bundle of each function.
import { toDotPath } from 'zod/v4/core'
import { type FieldError, IngotError } from '../errors.ts'

/** Always on the ladder's end, configured or not. */
const EXTRACTIVE = 'extractive'

const Tokens = z.int().positive()
const Rate = z.number().positive()

/** An object that names the known keys when it is given an unknown one. */
const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${issue.keys.join(', ')}; known: ${Object.keys(shape).join(', ')}`
        : undefined,
  })

const Entry = strict({
  /** How requests and the ladder name the model. */
  alias: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, 'letters, digits, ".", "_", ":" and "-"')
    .refine((alias) => alias !== EXTRACTIVE, `"${EXTRACTIVE}" is built in; choose another alias`),
  adapter: z.enum(['openai-compatible']),
  /** The vendor's id of the model, passed on as it is. */
  model: z.string().min(1),
  /** `/chat/completions` is appended. */
  base_url: z.url({ protocol: /^https?$/, error: 'an http(s) URL, e.g. "http://127.0.0.1:8000/v1"' }),
  /** Environment variable that holds the key; without it no `Authorization` is sent. */
  api_key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable, not the key itself')
    .optional(),
  /** Default: `fast` only. */
  modes: z
    .array(z.enum(['fast', 'deep']))
    .min(1)
    .default(['fast']),
  capabilities: strict({ reasoning: z.boolean().default(false) }).default({ reasoning: false }),
  /** Prompt and output together. Default 8,192: servers cut a longer prompt without a word, rules first. */
  context_tokens: Tokens.default(8_192),
  /** Reasoning included. Default 2,048. */
  max_output_tokens: Tokens.default(2_048),
  /** Requests in flight at once. Default 4. */
  max_concurrency: z.int().positive().default(4),
  /** US dollars per million tokens. */
  price: strict({
    input_usd_per_mtok: z.number().nonnegative(),
    output_usd_per_mtok: z.number().nonnegative(),
  }).optional(),
  /** What one GPU does, for the GPU-seconds of an answer. */
  gpu: strict({ prefill_tokens_per_s: Rate, decode_tokens_per_s: Rate }).optional(),
}).refine((entry) => entry.max_output_tokens * 2 <= entry.context_tokens, {
  path: ['max_output_tokens'],
  error: 'at most half of context_tokens (default 8192), so that the sources have room',
})
export type ModelEntry = z.infer<typeof Entry>

const File = strict({
  models: z.array(Entry).default([]),
  /** Best first. Default: the models as listed, then `extractive`. */
  ladder: z.array(z.string()).min(1).optional(),
})
  .superRefine(({ models, ladder }, context) => {
    const aliases = models.map(({ alias }) => alias)
    const known = [...aliases, EXTRACTIVE]
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    for (const [index, alias] of aliases.entries()) {
      if (aliases.indexOf(alias) < index)
        refuse(['models', index, 'alias'], `"${alias}" is taken by another model`)
    }
    for (const [index, name] of ladder?.entries() ?? []) {
      if (!known.includes(name)) refuse(['ladder', index], `no model "${name}"; known: ${known.join(', ')}`)
      if (ladder?.indexOf(name) !== index) refuse(['ladder', index], `"${name}" is on the ladder twice`)
    }
  })
  .transform(({ models, ladder }) => ({
    models,
    ladder: ladder ?? [...models.map(({ alias }) => alias), EXTRACTIVE],
  }))
/** The models file as written, snake_case, with its defaults filled in. */
export type ModelsFile = z.infer<typeof File>

/** Throws `invalid_setting` naming `file`, each wrong path and what is allowed there. */
export function parseModels(json: unknown, file = 'models file'): ModelsFile {
  const parsed = File.safeParse(json)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(
    ({ path, message }): FieldError => ({ path: toDotPath(path), message }),
  )
  const told = fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  throw new IngotError('invalid_setting', `${file}: ${told}`, { fields })
}

/** Reads `INGOT_MODELS_FILE`. Without one there is no model, and the extractive writer does the work. */
export async function readModelsFile(path: string | null): Promise<ModelsFile> {
  if (path === null) return parseModels({})
  const file = `INGOT_MODELS_FILE ${path}`
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new IngotError('invalid_setting', `${file}: cannot be read`, { cause })
  })
  return parseModels(parseJson(text, file), file)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new IngotError('invalid_setting', `${file}: is not JSON`, { cause })
  }
}
