import * as z from 'zod'
import { IngotError } from '../errors.ts'

export const WEB_SEARCH_PROVIDERS = [
  'mediawiki',
  'brave',
  'tavily',
  'exa',
  'searxng',
  'knowledge-base',
] as const
export type WebSearchProvider = (typeof WEB_SEARCH_PROVIDERS)[number]

const Address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
const Key = z.string().min(1).optional()

/** The settings of search providers; `docs/search.md` tells them one by one. */
export const SearchEnvironment = {
  INGOT_WEB_SEARCH_AT_ONCE: z.coerce.number().int().min(1).max(6).default(2),
  INGOT_WEB_SEARCH_TIMEOUT_S: z.coerce.number().positive().max(30).default(5),
  INGOT_MEDIAWIKI_URL: z
    .string()
    .regex(/^https?:\/\//)
    .default('https://{language}.wikipedia.org/w/api.php'),
  INGOT_BRAVE_API_KEY: Key,
  INGOT_BRAVE_URL: Address.default('https://api.search.brave.com'),
  INGOT_TAVILY_API_KEY: Key,
  INGOT_TAVILY_URL: Address.default('https://api.tavily.com'),
  INGOT_EXA_API_KEY: Key,
  INGOT_EXA_URL: Address.default('https://api.exa.ai'),
  INGOT_SEARXNG_URL: Address.optional(),
  INGOT_KNOWLEDGE_BASE_ID: z
    .string()
    .regex(/^[0-9a-zA-Z]{10}$/)
    .optional(),
  INGOT_KNOWLEDGE_BASE_URL: Address.optional(),
}
const Parsed = z.object(SearchEnvironment)

type Keyed = { url: string; apiKey: string }

/** `null`: not configured. Keys are in here: never to be written to a log. */
export type SearchSettings = {
  /** Providers asked at once; the others stand in, in order, for those that fail or find nothing. */
  atOnce: number
  /** Of one provider, for one query. */
  timeoutMs: number
  /** `api.php` of the wiki; `{language}` becomes the language of the question. */
  mediawikiUrl: string
  brave: Keyed | null
  tavily: Keyed | null
  exa: Keyed | null
  searxngUrl: string | null
  /** `endpoint` null: the Region's own. */
  knowledgeBase: { id: string; endpoint: string | null } | null
}

const keyed = (url: string, apiKey: string | undefined): Keyed | null =>
  apiKey === undefined ? null : { url, apiKey }

export const readSearchSettings = (env: z.infer<typeof Parsed>): SearchSettings => ({
  atOnce: env.INGOT_WEB_SEARCH_AT_ONCE,
  timeoutMs: env.INGOT_WEB_SEARCH_TIMEOUT_S * 1_000,
  mediawikiUrl: env.INGOT_MEDIAWIKI_URL,
  brave: keyed(env.INGOT_BRAVE_URL, env.INGOT_BRAVE_API_KEY),
  tavily: keyed(env.INGOT_TAVILY_URL, env.INGOT_TAVILY_API_KEY),
  exa: keyed(env.INGOT_EXA_URL, env.INGOT_EXA_API_KEY),
  searxngUrl: env.INGOT_SEARXNG_URL ?? null,
  knowledgeBase:
    env.INGOT_KNOWLEDGE_BASE_ID === undefined
      ? null
      : { id: env.INGOT_KNOWLEDGE_BASE_ID, endpoint: env.INGOT_KNOWLEDGE_BASE_URL ?? null },
})

/** What makes a provider known: its key, its address or its id. */
export const NEEDED_SETTING = {
  mediawiki: 'INGOT_MEDIAWIKI_URL',
  brave: 'INGOT_BRAVE_API_KEY',
  tavily: 'INGOT_TAVILY_API_KEY',
  exa: 'INGOT_EXA_API_KEY',
  searxng: 'INGOT_SEARXNG_URL',
  'knowledge-base': 'INGOT_KNOWLEDGE_BASE_ID',
} as const satisfies Record<WebSearchProvider, keyof typeof SearchEnvironment>

/** A provider that is named but cannot be asked is told at start, not with the first question. */
export function refuseIncomplete(
  env: z.infer<typeof Parsed> & { INGOT_WEB_SEARCH: readonly WebSearchProvider[] },
): void {
  for (const provider of env.INGOT_WEB_SEARCH) {
    if (env[NEEDED_SETTING[provider]] === undefined)
      throw new IngotError(
        'invalid_setting',
        `INGOT_WEB_SEARCH: ${provider} needs ${NEEDED_SETTING[provider]}`,
      )
  }
}
