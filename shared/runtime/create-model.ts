import { createBedrockClient } from '../adapters/bedrock/client.ts'
import { createBedrockModel } from '../adapters/bedrock/language-model.ts'
import { createOpenAiCompatibleModel } from '../adapters/openai-compatible/language-model.ts'
import { createSageMakerClient } from '../adapters/sagemaker/client.ts'
import { createSageMakerModel } from '../adapters/sagemaker/language-model.ts'
import type { ModelEntry } from '../config/models.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import { keyOf } from './key-of.ts'

/** An entry of the models file becomes the model. Throws `invalid_setting` when its key is not there. */
export function createModel(entry: ModelEntry): LanguageModel {
  const idleTimeoutMs = entry.idle_timeout_s * 1_000
  switch (entry.adapter) {
    case 'openai-compatible':
      return createOpenAiCompatibleModel({ entry, apiKey: keyOf(entry), idleTimeoutMs })
    case 'bedrock': {
      const { alias, model, region, endpoint_url: endpoint, guardrail, capabilities } = entry
      const client = createBedrockClient({ region, endpoint })
      const promptCaching = capabilities.prompt_caching
      return createBedrockModel({ alias, model, client, guardrail, promptCaching, idleTimeoutMs })
    }
    case 'sagemaker': {
      const { alias, model, region, endpoint_url: endpoint } = entry
      const { endpoint_name: endpointName, inference_component: inferenceComponent } = entry
      const client = createSageMakerClient({ region, endpoint })
      return createSageMakerModel({ alias, model, client, endpointName, inferenceComponent, idleTimeoutMs })
    }
  }
}
