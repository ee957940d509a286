import { type AnswersDeps, createAnswers } from '../answer/create-answers.ts'
import type { EngineDeps } from '../answer/engine-deps.ts'
import { createModelWriter } from '../answer/model-writer.ts'
import { createWriterLadder, type ModelRung } from '../answer/writer-ladder.ts'
import type { ModelList } from '../api/models.ts'
import type { ModelEntry, ModelsFile } from '../config/models.ts'
import { createCost } from '../metrics/cost.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'

/** Ports and configuration become the core; no vendor is named here. */
export function buildEngine(options: {
  ports: Omit<EngineDeps, 'ladder' | 'extractive' | 'costOf' | 'nameModel' | 'timeoutMs'>
  cache: Omit<AnswersDeps, 'engine'>
  extractive: SynopsisWriter
  models: ModelsFile
  createModel: (entry: ModelEntry) => LanguageModel
  timeoutMs: number
}) {
  const { ports, cache, extractive, models, createModel, timeoutMs } = options
  const rungs = models.models.map((entry) => toRung(entry, createModel(entry)))
  const ladder = createWriterLadder({ models: rungs, ladder: models.ladder, extractive })
  const nameModel = (alias: string | null) => {
    const entry = models.models.find((each) => each.alias === alias)
    return entry ? `${entry.adapter}:${entry.model}` : 'none'
  }
  const costOf = createCost(models.models)
  return createAnswers({ ...cache, engine: { ...ports, extractive, ladder, costOf, nameModel, timeoutMs } })
}

function toRung(entry: ModelEntry, model: LanguageModel): ModelRung {
  const { alias, modes, max_output_tokens: maxOutputTokens, context_tokens: contextTokens } = entry
  const create = (served: 'fast' | 'deep') =>
    createModelWriter({ model, served, maxOutputTokens, contextTokens })
  return { alias, modes, writers: { fast: create('fast'), deep: create('deep') } }
}

/** What `GET /v1/models` lists: the configured models, and the extractive writer. */
export function listModels({ models }: ModelsFile, startedAt: number): ModelList {
  const created = Math.floor(startedAt / 1_000)
  const configured = models.map((entry) => ({
    id: entry.alias,
    object: 'model' as const,
    created,
    owned_by: entry.adapter,
    modes: [...entry.modes],
    capabilities: { ...entry.capabilities },
    context_tokens: entry.context_tokens,
  }))
  const extractive = {
    id: 'extractive',
    object: 'model' as const,
    created,
    owned_by: 'ingot',
    modes: ['fast' as const, 'deep' as const],
    capabilities: { streaming: true },
    context_tokens: null,
  }
  return { object: 'list', data: [...configured, extractive] }
}
