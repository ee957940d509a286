import { streamLazily } from '../lib/lazily.ts'
import { startOnce } from '../lib/start-once.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'
import type { ModelWriting } from './write-with-model.ts'

export type ModelWriterOptions = Omit<ModelWriting, 'promptTokens'> & {
  /** Prompt and output together. */
  contextTokens: number
}

/** Estimates miss the model's own tokenizer by some; without this the vendor would cut the prompt. */
const SHARE_OF_CONTEXT_USED = 0.9
/** Rules, task, title and focus, at most about. */
const AROUND_PASSAGES_TOKENS = 700

/**
 * Writes with a language model. Markers come out as `[1][3]`, whatever the model writes. What writes is loaded by
 * the first order: a process that answers from the cache needs only to know who would.
 */
export function createModelWriter(options: ModelWriterOptions): SynopsisWriter {
  const { contextTokens, ...writing } = options
  const { model, served, maxOutputTokens } = writing
  const promptTokens = Math.floor(contextTokens * SHARE_OF_CONTEXT_USED) - maxOutputTokens
  const load = startOnce(async () =>
    (await import('./write-with-model.ts')).writeWithModel({ ...writing, promptTokens }),
  )
  return {
    model: model.alias,
    served,
    writesObjects: true,
    passageTokens: Math.max(0, promptTokens - AROUND_PASSAGES_TOKENS),
    write: (request, given) => streamLazily(async () => (await load()).write(request, given)),
    summarize: (request, given) => streamLazily(async () => (await load()).summarize(request, given)),
  }
}
