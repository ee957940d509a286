import type { Mode } from '../api/answer.ts'
import { IngotError } from '../errors.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'

/** The writers to try for a request, best first, and why the first is not the one asked for. */
export type WriterLadder = (asked: { mode: 'fast' | 'deep'; model: string | null }) => {
  writers: readonly SynopsisWriter[]
  reason: Mode['reason']
}

export type ModelRung = { alias: string; modes: readonly ('fast' | 'deep')[]; writer: SynopsisWriter }

/**
 * The rungs in the configured order: the model asked for (or the first that serves the mode), then the
 * others, then the extractive writer, which is always there.
 */
export function createWriterLadder(rungs: readonly ModelRung[], extractive: SynopsisWriter): WriterLadder {
  return ({ mode, model }) => {
    if (model === 'extractive') return { writers: [extractive], reason: null }
    const asked = rungs.filter(({ alias, modes }) => (model === null ? modes.includes(mode) : alias === model))
    const [unknown] = model !== null && asked.length === 0 ? [model] : []
    if (unknown !== undefined) throw unknownModel(unknown, rungs)
    const others = rungs.filter((rung) => !asked.includes(rung))
    const writers = [...asked, ...others].map(({ writer }) => writer)
    return { writers: [...writers, extractive], reason: writers.length === 0 ? 'no_model_configured' : null }
  }
}

function unknownModel(model: string, rungs: readonly ModelRung[]): IngotError {
  const known = [...rungs.map(({ alias }) => alias), 'extractive'].join(', ')
  const message = `"${model}" is not configured; known: ${known}`
  return new IngotError('invalid_request', `model: ${message}`, { fields: [{ path: 'model', message }] })
}
