import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Settings } from '../../shared/config/env.ts'
import { plainReply, type ScriptedReply, startScriptedOpenAiServer } from './scripted-openai-server.ts'

/** What one call costs: 100 tokens in, 20 out (see `plainReply`). */
export const CALL_SAVED = { model_calls: 1, tokens: 120, gpu_seconds: 0.4125, usd: 0.00027 }

/**
 * A scripted model with the models file that names it. Unless scripted otherwise, the n-th call answers
 * "Answer n …", so that two fills never read alike.
 */
export async function startScriptedModel() {
  const vendor = await startScriptedOpenAiServer((_, index) => plainReply(answerTexts(index + 1)))
  const folder = await mkdtemp(path.join(tmpdir(), 'ingot-models-'))
  const modelsFile = path.join(folder, 'models.json')
  const model = {
    alias: 'tiny',
    adapter: 'openai-compatible',
    model: 'tiny-1',
    base_url: vendor.baseUrl,
    modes: ['fast', 'deep'],
    price: { input_usd_per_mtok: 1.5, output_usd_per_mtok: 6 },
    gpu: { prefill_tokens_per_s: 8_000, decode_tokens_per_s: 50 },
    // Nobody waits for it where that is not what a test is about.
    max_concurrency: 200,
  }
  await writeFile(modelsFile, JSON.stringify({ models: [model] }))
  return {
    vendor,
    settings: { modelsFile } satisfies Partial<Settings>,
    /** Every call waits after its first words until `release` is called; `release` ends the holding. */
    hold() {
      let release: () => void = () => undefined
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      vendor.setScript((_, index) => heldReply(answerTexts(index + 1), held))
      return () => {
        vendor.setScript((_, index) => plainReply(answerTexts(index + 1)))
        release()
      }
    },
    async close() {
      await vendor.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type ScriptedModel = Awaited<ReturnType<typeof startScriptedModel>>

/** The parts of the n-th answer; its synopsis is these joined. */
export const answerTexts = (n: number): string[] => [`Answer ${n} begins `, 'with some words [1]', '.']
export const answerText = (n: number): string => answerTexts(n).join('')

/** A reply that waits after its first text. */
export function heldReply(texts: readonly string[], held: Promise<unknown>): ScriptedReply {
  const [first, ...rest] = plainReply(texts).steps ?? []
  return { steps: [first ?? '', { until: held }, ...rest] }
}
