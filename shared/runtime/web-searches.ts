import { createBraveSearch } from '../adapters/web-search/brave.ts'
import { createExaSearch } from '../adapters/web-search/exa.ts'
import { createGuardedSearch } from '../adapters/web-search/guarded.ts'
import { createKnowledgeBaseSearch } from '../adapters/web-search/knowledge-base.ts'
import { createMediaWikiSearch } from '../adapters/web-search/mediawiki.ts'
import { createSearxngSearch } from '../adapters/web-search/searxng.ts'
import { createTavilySearch } from '../adapters/web-search/tavily.ts'
import type { Settings } from '../config/env.ts'
import type { WebSearchProvider } from '../config/web-search-settings.ts'
import { IngotError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { WebSearch } from '../ports/web-search.ts'

/** The configured search providers, in the order of the setting, each with its deadline and its breaker. */
export function createWebSearches(settings: Settings, clock: Clock): WebSearch[] {
  const { webSearch, search, userAgent } = settings
  const common = { userAgent, clock }
  const create: Record<WebSearchProvider, () => WebSearch> = {
    mediawiki: () => createMediaWikiSearch({ userAgent, apiUrl: search.mediawikiUrl }),
    brave: () => createBraveSearch({ ...common, ...configured(search.brave) }),
    tavily: () => createTavilySearch({ ...common, ...configured(search.tavily) }),
    exa: () => createExaSearch({ ...common, ...configured(search.exa) }),
    searxng: () => createSearxngSearch({ ...common, url: configured(search.searxngUrl) }),
    'knowledge-base': () => {
      const { id, endpoint } = configured(search.knowledgeBase)
      return createKnowledgeBaseSearch({ knowledgeBaseId: id, endpoint: endpoint ?? undefined })
    },
  }
  const guarded = { clock, timeoutMs: search.timeoutMs }
  return webSearch.map((name) => createGuardedSearch(create[name](), guarded))
}

/** The settings are complete when they are parsed; this is for whoever makes them by hand. */
function configured<Setting>(setting: Setting | null): Setting {
  if (setting === null)
    throw new IngotError('invalid_setting', 'INGOT_WEB_SEARCH: a provider is not configured')
  return setting
}
