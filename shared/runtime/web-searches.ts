import { createMediaWikiSearch } from '../adapters/web-search/mediawiki.ts'
import type { Settings } from '../config/env.ts'
import type { Clock } from '../ports/clock.ts'
import type { WebSearch } from '../ports/web-search.ts'

/** The configured search providers, in the order of the setting. */
export function createWebSearches(settings: Settings, clock: Clock): WebSearch[] {
  const { webSearch, mediawikiUrl: apiUrl, userAgent } = settings
  const create: Record<Settings['webSearch'][number], () => WebSearch> = {
    mediawiki: () => createMediaWikiSearch({ apiUrl, userAgent, clock }),
  }
  return webSearch.map((name) => create[name]())
}
