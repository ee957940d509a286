import { Filters } from '../api/common.ts'
import { readSecret, type Settings } from '../config/env.ts'
import { type EmbeddingEntry, type ModelEntry, readModelsFile } from '../config/models.ts'
import type { RerankEntry } from '../config/rerank-entry.ts'
import { NEEDED_SETTING, type WebSearchProvider } from '../config/web-search-settings.ts'
import { type IngotError, toIngotError } from '../errors.ts'
import type { WebSearch } from '../ports/web-search.ts'
import { systemClock } from './system-clock.ts'
import { createWebSearches } from './web-searches.ts'

const TIMEOUT_MS = 3_000

/** `missing`: not configured, and Ingot runs without it. `failed`: configured, and it does not work. */
export type Check = { name: string; state: 'ok' | 'missing' | 'failed'; detail: string }

/** Looks at everything outside the server that the settings name: models, their keys, search providers. */
export async function diagnose(settings: Settings): Promise<Check[]> {
  const [models, searches] = await Promise.all([checkModels(settings), checkSearches(settings)])
  return [checkNode(process.versions.node), ...models, ...searches]
}

function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > 20 || (major === 20 && minor >= 19)
  return { name: 'node', state: isEnough ? 'ok' : 'failed', detail: `${version} (20.19 or newer is needed)` }
}

async function checkModels(settings: Settings): Promise<Check[]> {
  try {
    const { models, embeddings, rerank } = await readModelsFile(settings.modelsFile)
    const none: Check = {
      name: 'models',
      state: 'missing',
      detail: 'INGOT_MODELS_FILE: the extractive writer writes',
    }
    const reranks = rerank ? [{ ...rerank, alias: 'rerank' }] : []
    const checks = await Promise.all([...models, ...embeddings, ...reranks].map(checkModel))
    return models.length > 0 ? checks : [none, ...checks]
  } catch (thrown) {
    return [{ name: 'models', state: 'failed', detail: toIngotError(thrown).message }]
  }
}

async function checkModel(
  entry: ModelEntry | EmbeddingEntry | (RerankEntry & { alias: string }),
): Promise<Check> {
  const name = `model ${entry.alias}`
  if (entry.adapter === 'sentence-encoder') return { name, state: 'ok', detail: 'runs in this process' }
  // Nothing may be asked of them that costs nothing.
  if (entry.adapter !== 'openai-compatible') {
    return { name, state: 'ok', detail: `${entry.adapter} ${entry.model}: not asked, since that costs` }
  }
  const { base_url, api_key_env } = entry
  const key = api_key_env === undefined ? undefined : readSecret(api_key_env)
  if (api_key_env !== undefined && key === undefined) {
    return { name, state: 'failed', detail: `${api_key_env} is not set` }
  }
  try {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const response = await fetch(`${base_url}/models`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    await response.body?.cancel()
    // Some servers have no list of models; that they answer is enough, but for a key they refuse.
    const isRefused = response.status === 401 || response.status === 403
    return { name, state: isRefused ? 'failed' : 'ok', detail: `${base_url} answers ${response.status}` }
  } catch {
    return { name, state: 'failed', detail: `${base_url} does not answer` }
  }
}

async function checkSearches(settings: Settings): Promise<Check[]> {
  const searches = createWebSearches(settings, systemClock)
  if (searches.length > 0) return Promise.all(searches.map(checkSearch))
  return [{ name: 'web search', state: 'missing', detail: 'INGOT_WEB_SEARCH is empty: documents only' }]
}

/** One search for one page; at a keyed provider that is one paid request. */
async function checkSearch(provider: WebSearch): Promise<Check> {
  const name = `web search ${provider.name}`
  const request = { query: 'lighthouse', limit: 1, language: 'en', region: null, filters: Filters.parse({}) }
  try {
    // The provider's own deadline is the one of the settings.
    const hits = await provider.search(request, { signal: new AbortController().signal })
    const found = hits.length > 0 ? 'finds pages' : `answers, but finds nothing for "${request.query}"`
    return { name, state: 'ok', detail: `${found}; ${tellSupports(provider)}` }
  } catch (thrown) {
    const error = toIngotError(thrown)
    const remedy = remedyOf(provider.name, error)
    return { name, state: 'failed', detail: `${error.message}${remedy}; answers go without it` }
  }
}

function tellSupports({ supports }: WebSearch): string {
  const asked = Object.entries(supports ?? {}).filter(([, support]) => support !== 'no')
  return asked.length === 0 ? 'filters here' : `is asked for ${asked.map(([control]) => control).join(', ')}`
}

/** An account or a setting is the operator's to mend; for the rest the provider has to be waited for. */
function remedyOf(provider: string, { retryable, message }: IngotError): string {
  if (provider === 'searxng' && message.endsWith('HTTP 403')) return ' (is `json` in its search.formats?)'
  if (retryable) return ''
  return ` (see ${NEEDED_SETTING[provider as WebSearchProvider]}, and the account)`
}
