import type { ModelStatus } from '../answer/admission/model-access.ts'
import type { ShortReply } from '../answer/admission/short-reply.ts'
import { bookCall } from '../answer/book-call.ts'
import type { CompareQuestions } from '../answer/compare-questions.ts'
import { type AnswersDeps, createAnswers } from '../answer/create-answers.ts'
import type { EngineDeps } from '../answer/engine-deps.ts'
import { createModelWriter } from '../answer/model-writer.ts'
import { payerOf } from '../answer/payer.ts'
import type { RewriteByModel } from '../answer/threads/model-rewriting.ts'
import { createWriterLadder, type ModelRung } from '../answer/writer-ladder.ts'
import type { ModelList } from '../api/models.ts'
import type { ModelEntry, ModelsFile } from '../config/models.ts'
import type { RerankEntry } from '../config/rerank-entry.ts'
import { createCost } from '../metrics/cost.ts'
import type { LanguageModel, ModelUsage } from '../ports/language-model.ts'
import type { ModelSlots } from '../ports/model-slots.ts'
import type { Reranker } from '../ports/reranker.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'
import { loadModelAccess } from './load-model-access.ts'

/** Ports and configuration become the core; no vendor is named here. */
export function buildEngine(options: {
  ports: Omit<
    EngineDeps,
    'ladder' | 'models' | 'rerank' | 'extractive' | 'costOf' | 'nameModel' | 'timeoutMs'
  >
  slots: ModelSlots
  cache: Omit<AnswersDeps, 'engine' | 'compare'>
  extractive: SynopsisWriter
  models: ModelsFile
  createModel: (entry: ModelEntry) => LanguageModel
  createReranker: (entry: RerankEntry) => Reranker
  timeoutMs: number
}) {
  const { ports, slots, cache, extractive, models, createModel, createReranker, timeoutMs } = options
  const rungs = models.models.map((entry) => {
    const { alias, modes } = entry
    const onFailure = () => cache.count('model_failures')
    const access = loadModelAccess({ entry, slots, clock: ports.clock, onFailure })
    const model = createModel(entry)
    return { alias, modes, model, writers: writersOf(entry, model), access }
  })
  const ladder = createWriterLadder({ models: rungs, ladder: models.ladder, extractive })
  const nameModel = (alias: string | null) => {
    const entry = models.models.find((each) => each.alias === alias)
    return entry ? `${entry.adapter}:${entry.model}` : 'none'
  }
  const costOf = createCost(models.models)
  const known = { ladder, models: rungs.map(({ alias }) => alias), nameModel, costOf }
  const { rerank: reranks } = models
  const rerank = reranks && { reranker: createReranker(reranks), usdPerQuery: reranks.usd_per_query }
  const engine = { ...ports, ...known, rerank, extractive, timeoutMs }
  // The last model of the ladder is the cheapest.
  const last = models.ladder.findLast((alias) => rungs.some((rung) => rung.alias === alias))
  const judge = rungs.find(({ alias }) => alias === last)
  const bookShort = (reader: string, usage: ModelUsage) => {
    const { inputTokens, outputTokens, reasoningTokens = 0 } = usage
    const tokens = {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      reasoning_tokens: reasoningTokens,
    }
    const model = judge?.alias ?? 'none'
    bookCall(cache, { ...tokens, ...costOf(model, usage) }, { model, payer: payerOf(reader) })
  }
  const shortly = judge && loadShortReply(judge, bookShort)
  const compare = shortly && loadQuestionComparison(shortly)
  const statusOf = (alias: string) => rungs.find((rung) => rung.alias === alias)?.access.status()
  const rewrite = shortly && loadModelRewriting(shortly)
  return { answers: createAnswers({ ...cache, engine, compare }), statusOf, rewrite }
}

const loadShortReply = (
  { model, access }: Pick<ModelRung, 'access'> & { model: LanguageModel },
  onUsage: (reader: string, usage: ModelUsage) => void,
): ShortReply => {
  return async (...given) => {
    const { createShortReply } = await import('../answer/admission/short-reply.ts')
    return createShortReply(model, access, onUsage)(...given)
  }
}

const loadQuestionComparison = (ask: ShortReply): CompareQuestions => {
  return async (...given) => {
    const { createQuestionComparison } = await import('../answer/compare-questions.ts')
    return createQuestionComparison(ask)(...given)
  }
}

/** Loaded by the first follow-up that the rules leave open. */
const loadModelRewriting = (ask: ShortReply): RewriteByModel => {
  return async (...given) => {
    const { createModelRewriting } = await import('../answer/threads/model-rewriting.ts')
    return createModelRewriting(ask)(...given)
  }
}

function writersOf(entry: ModelEntry, model: LanguageModel): ModelRung['writers'] {
  const { max_output_tokens: maxOutputTokens, context_tokens: contextTokens } = entry
  const create = (served: 'fast' | 'deep') =>
    createModelWriter({
      model,
      served,
      maxOutputTokens,
      contextTokens,
      isHeldToSchemas: entry.capabilities.json_schema,
    })
  return { fast: create('fast'), deep: create('deep') }
}

/** What `GET /v1/models` lists: the configured models and how each is now, and the extractive writer. */
export function listModels(
  { models }: ModelsFile,
  { startedAt, statusOf }: { startedAt: number; statusOf: (alias: string) => ModelStatus | undefined },
): ModelList {
  const created = Math.floor(startedAt / 1_000)
  const configured = models.map((entry) => ({
    id: entry.alias,
    object: 'model' as const,
    created,
    owned_by: entry.adapter,
    modes: [...entry.modes],
    capabilities: { ...entry.capabilities },
    context_tokens: entry.context_tokens,
    ...wireStatus(statusOf(entry.alias)),
  }))
  const extractive = {
    id: 'extractive',
    object: 'model' as const,
    created,
    owned_by: 'ingot',
    modes: ['fast' as const, 'deep' as const],
    capabilities: { streaming: true },
    context_tokens: null,
    ...wireStatus(undefined),
  }
  return { object: 'list', data: [...configured, extractive] }
}

/** In this process; the extractive writer is always there. */
const wireStatus = (status: ModelStatus | undefined) => ({
  state: status?.state ?? ('available' as const),
  running: status?.running ?? 0,
  queued: status?.queued ?? 0,
  tried_again_at: status?.triedAgainAt ? new Date(status.triedAgainAt).toISOString() : null,
})
