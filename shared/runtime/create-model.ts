import type { EntryOf, ModelEntry } from '../config/models.ts'
import { streamLazily } from '../lib/lazily.ts'
import { startOnce } from '../lib/start-once.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import { boundOutput } from './bound-output.ts'
import { keyOf } from './key-of.ts'

/**
 * An entry of the models file becomes the model. Throws `invalid_setting` when its key is not there. What speaks
 * to its vendor is loaded by the first stream: a process that answers from the cache needs none.
 */
export function createModel(entry: ModelEntry): LanguageModel {
  const idleTimeoutMs = entry.idle_timeout_s * 1_000
  switch (entry.adapter) {
    case 'openai-compatible': {
      const apiKey = keyOf(entry)
      return modelOf(entry, async () => {
        const { createOpenAiCompatibleModel } = await import(
          '../adapters/openai-compatible/language-model.ts'
        )
        const { reasoning: reasons } = entry.capabilities
        return createOpenAiCompatibleModel({ entry, apiKey, reasons, idleTimeoutMs })
      })
    }
    case 'bedrock':
      return modelOf(entry, () => loadBedrock(entry, idleTimeoutMs))
    case 'sagemaker':
      return modelOf(entry, () => loadSageMaker(entry, idleTimeoutMs))
  }
}

function modelOf({ alias }: ModelEntry, load: () => Promise<LanguageModel>): LanguageModel {
  const loaded = startOnce(load)
  return {
    alias,
    stream: (request, options) =>
      streamLazily(async () => boundOutput((await loaded()).stream(request, options), request)),
  }
}

async function loadBedrock(entry: EntryOf<'bedrock'>, idleTimeoutMs: number): Promise<LanguageModel> {
  const { createBedrockClient } = await import('../adapters/bedrock/client.ts')
  const { createBedrockModel } = await import('../adapters/bedrock/language-model.ts')
  const { alias, model, region, endpoint_url: endpoint, guardrail, capabilities } = entry
  const client = createBedrockClient({ region, endpoint })
  const promptCaching = capabilities.prompt_caching
  return createBedrockModel({ alias, model, client, guardrail, promptCaching, idleTimeoutMs })
}

async function loadSageMaker(entry: EntryOf<'sagemaker'>, idleTimeoutMs: number): Promise<LanguageModel> {
  const { createSageMakerClient } = await import('../adapters/sagemaker/client.ts')
  const { createSageMakerModel } = await import('../adapters/sagemaker/language-model.ts')
  const { alias, model, region, endpoint_url: endpoint } = entry
  const { endpoint_name: endpointName, inference_component: inferenceComponent } = entry
  const client = createSageMakerClient({ region, endpoint })
  const names = { alias, model, endpointName, inferenceComponent }
  return createSageMakerModel({ ...names, client, reasons: entry.capabilities.reasoning, idleTimeoutMs })
}
