import * as z from 'zod'
// By its own path: `z.core` would bring every locale, 330 KB, into the bundle of each function.
import { toDotPath } from 'zod/v4/core'
import { type FieldError, IngotError } from '../errors.ts'
import { strict } from '../lib/strict-object.ts'
import { EmbeddingEntry } from './embedding-entry.ts'
import { EXTRACTIVE, ModelEntry } from './model-entry.ts'
import { MODEL_PRESETS } from './model-presets.ts'
import { readJsonFile } from './read-json-file.ts'
import { RerankEntry } from './rerank-entry.ts'

export type { EmbeddingEntry, EmbeddingEntryOf } from './embedding-entry.ts'
export type { EntryOf, ModelEntry } from './model-entry.ts'

/** Of one UTC day. Over a part of it the cheaper models answer, over all of it the extractive writer. */
const Budget = strict({
  usd_per_day: z.number().positive().optional(),
  gpu_seconds_per_day: z.number().positive().optional(),
})
export type Budget = z.infer<typeof Budget>

const File = strict({
  models: z.array(z.preprocess(withPreset, ModelEntry)).default([]),
  /** Models that turn texts into vectors. */
  embeddings: z.array(EmbeddingEntry).default([]),
  /** Default: passages are ordered by their words alone. */
  rerank: RerankEntry.optional(),
  /** Best first. Default: the models as listed, then `extractive`. */
  ladder: z.array(z.string()).min(1).optional(),
  /** What may be spent on models: by all callers together, by each tenant, by each caller. Default: no limit. */
  budgets: strict({
    all: Budget.optional(),
    tenant: Budget.optional(),
    caller: Budget.optional(),
  }).prefault({}),
})
  .superRefine(({ models, embeddings, ladder }, context) => {
    const aliases = models.map(({ alias }) => alias)
    const known = [...aliases, EXTRACTIVE]
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    const taken = new Set<string>()
    for (const [list, entries] of Object.entries({ models, embeddings })) {
      for (const [index, { alias }] of entries.entries()) {
        if (taken.has(alias)) refuse([list, index, 'alias'], `"${alias}" is taken by another model`)
        taken.add(alias)
      }
    }
    for (const [index, name] of ladder?.entries() ?? []) {
      if (!known.includes(name)) refuse(['ladder', index], `no model "${name}"; known: ${known.join(', ')}`)
      if (ladder?.indexOf(name) !== index) refuse(['ladder', index], `"${name}" is on the ladder twice`)
    }
  })
  .transform(({ models, embeddings, rerank, ladder, budgets }) => ({
    models,
    embeddings,
    rerank,
    ladder: ladder ?? [...models.map(({ alias }) => alias), EXTRACTIVE],
    budgets,
  }))
/** The models file as written, snake_case, with presets and defaults filled in. */
export type ModelsFile = z.infer<typeof File>

function withPreset(entry: unknown, context: z.RefinementCtx): unknown {
  if (typeof entry !== 'object' || entry === null || !('preset' in entry)) return entry
  const { preset, ...own } = entry
  const base = Object.hasOwn(MODEL_PRESETS, String(preset)) ? MODEL_PRESETS[String(preset)] : undefined
  if (base) return { ...base, ...own }
  const known = Object.keys(MODEL_PRESETS).join(', ')
  context.addIssue({
    code: 'custom',
    path: ['preset'],
    message: `no preset "${String(preset)}"; known: ${known}`,
  })
  return z.NEVER
}

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
  return parseModels(await readJsonFile(path, file), file)
}
