import type { Mode } from '../api/answer.ts'
import { IngotError } from '../errors.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'
import type { ModelAccess } from './admission/model-access.ts'

/** A writer, and the way to its model; null: it needs none. */
export type Rung = { writer: SynopsisWriter; access: ModelAccess | null }

/** The writers to try for a request, best first, and why the first is not the one asked for. */
export type Ladder = { rungs: readonly Rung[]; reason: Mode['reason'] }

export type WriterLadder = (asked: {
  mode: 'fast' | 'deep'
  model: string | null
  /** An object is wanted: who only quotes is left out. Default false. */
  wantsObject?: boolean
}) => Ladder

export type ModelRung = {
  alias: string
  modes: readonly ('fast' | 'deep')[]
  /** The model's writer for each mode; one it does not serve is not used. */
  writers: Record<'fast' | 'deep', SynopsisWriter>
  access: ModelAccess
}

/**
 * The model asked for by name, or else the first on the ladder that serves the mode; then the rest of the
 * ladder in its order, then the extractive writer, which is always there.
 */
export function createWriterLadder(options: {
  models: readonly ModelRung[]
  /** Aliases to fall back on, best first. */
  ladder: readonly string[]
  extractive: SynopsisWriter
}): WriterLadder {
  const { models } = options
  const extractive: Rung = { writer: options.extractive, access: null }
  const ladder = options.ladder.flatMap((alias) => models.filter((rung) => rung.alias === alias))
  return ({ mode, model, wantsObject = false }) => {
    const last = wantsObject ? [] : [extractive]
    // Only a budget leads here with an object wanted.
    if (model === 'extractive') return { rungs: last, reason: wantsObject ? 'budget_spent' : null }
    const first = model === null ? ladder.find(({ modes }) => modes.includes(mode)) : findModel(model, models)
    const chosen = [...(first ? [first] : []), ...ladder.filter((rung) => rung !== first)]
    const rungs = chosen.map((rung) => ({ writer: writerFor(rung, mode), access: rung.access }))
    return { rungs: [...rungs, ...last], reason: rungs.length === 0 ? 'no_model_configured' : null }
  }
}

/** A model of the other mode is still better than none. */
function writerFor({ modes, writers }: ModelRung, mode: 'fast' | 'deep'): SynopsisWriter {
  return modes.includes(mode) ? writers[mode] : writers[mode === 'fast' ? 'deep' : 'fast']
}

/** An object is wanted, and who only quotes cannot write one. */
export function nobodyWrites({ model }: { model: string | null }, known: readonly string[]): IngotError {
  const [path, message] =
    model === null
      ? ['output.json_schema', 'needs a model that writes, and none is configured']
      : ['model', `"${model}" cannot write an object; known: ${known.join(', ') || 'none is configured'}`]
  return new IngotError('invalid_request', `${path}: ${message}`, { fields: [{ path, message }] })
}

function findModel(model: string, rungs: readonly ModelRung[]): ModelRung {
  const found = rungs.find(({ alias }) => alias === model)
  if (found) return found
  const known = [...rungs.map(({ alias }) => alias), 'extractive'].join(', ')
  const message = `"${model}" is not configured; known: ${known}`
  throw new IngotError('invalid_request', `model: ${message}`, { fields: [{ path: 'model', message }] })
}
