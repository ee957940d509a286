import type { WebSearchProvider } from '../../config/web-search-settings.ts'
import type { Support, Supports } from '../../ports/web-search.ts'

/** What each provider's own parameters can express. Apart from the adapters, so that asking loads none of them. */
export const SUPPORTS: Record<WebSearchProvider, Supports> = {
  mediawiki: row('no', 'yes', 'part', 'no', 'no', 'no', 'no'),
  brave: row('part', 'yes', 'part', 'yes', 'yes', 'yes', 'yes'),
  tavily: row('part', 'yes', 'part', 'yes', 'yes', 'yes', 'yes'),
  exa: row('yes', 'no', 'no', 'yes', 'yes', 'yes', 'yes'),
  searxng: row('part', 'yes', 'part', 'part', 'no', 'part', 'no'),
  'knowledge-base': row('no', 'no', 'no', 'no', 'no', 'no', 'no'),
}

function row(
  region: Support,
  language: Support,
  languages: Support,
  published_after: Support,
  published_before: Support,
  domains_allow: Support,
  domains_deny: Support,
): Supports {
  return { region, language, languages, published_after, published_before, domains_allow, domains_deny }
}
