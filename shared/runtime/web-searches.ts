import { createGuardedSearch } from '../adapters/web-search/guarded.ts'
import { SUPPORTS } from '../adapters/web-search/supports.ts'
import type { Settings } from '../config/env.ts'
import type { WebSearchProvider } from '../config/web-search-settings.ts'
import { IngotError } from '../errors.ts'
import { lazily } from '../lib/lazily.ts'
import type { Clock } from '../ports/clock.ts'
import type { WebSearch } from '../ports/web-search.ts'

/**
 * The configured search providers, in the order of the setting, each with its deadline and its breaker. Their
 * adapters are loaded by the first search.
 */
export function createWebSearches(settings: Settings, clock: Clock): WebSearch[] {
  const load = loaders(settings, clock)
  const guarded = { clock, timeoutMs: settings.search.timeoutMs }
  return settings.webSearch.map((name) => {
    const provider = { name, supports: SUPPORTS[name], ...lazily(load[name], ['search']) }
    return createGuardedSearch(provider, guarded)
  })
}

function loaders(
  { search, userAgent }: Settings,
  clock: Clock,
): Record<WebSearchProvider, () => Promise<WebSearch>> {
  const common = { userAgent, clock }
  return {
    async mediawiki() {
      const { createMediaWikiSearch } = await import('../adapters/web-search/mediawiki.ts')
      return createMediaWikiSearch({ userAgent, apiUrl: search.mediawikiUrl })
    },
    async brave() {
      const { createBraveSearch } = await import('../adapters/web-search/brave.ts')
      return createBraveSearch({ ...common, ...configured(search.brave) })
    },
    async tavily() {
      const { createTavilySearch } = await import('../adapters/web-search/tavily.ts')
      return createTavilySearch({ ...common, ...configured(search.tavily) })
    },
    async exa() {
      const { createExaSearch } = await import('../adapters/web-search/exa.ts')
      return createExaSearch({ ...common, ...configured(search.exa) })
    },
    async searxng() {
      const { createSearxngSearch } = await import('../adapters/web-search/searxng.ts')
      return createSearxngSearch({ ...common, url: configured(search.searxngUrl) })
    },
    async 'knowledge-base'() {
      const { createKnowledgeBaseSearch } = await import('../adapters/web-search/knowledge-base.ts')
      const { id, endpoint } = configured(search.knowledgeBase)
      return createKnowledgeBaseSearch({ knowledgeBaseId: id, endpoint: endpoint ?? undefined })
    },
  }
}

/** The settings are complete when they are parsed; this is for whoever makes them by hand. */
function configured<Setting>(setting: Setting | null): Setting {
  if (setting === null)
    throw new IngotError('invalid_setting', 'INGOT_WEB_SEARCH: a provider is not configured')
  return setting
}
