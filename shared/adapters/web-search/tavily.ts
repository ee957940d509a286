import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import type { WebSearch, WebSearchRequest } from '../../ports/web-search.ts'
import type { KeyedOptions } from './brave.ts'
import { fetchJson } from './fetch-json.ts'
import { dayOf, isWebAddress, plainText } from './plain-text.ts'
import { SUPPORTS } from './supports.ts'

const HITS_AT_MOST = 20
const QUERY_CHARACTERS = 400

/** Tavily names countries in English, in small letters; these are sure to be among them. */
const COUNTRIES: Record<string, string> = {
  AR: 'argentina',
  AT: 'austria',
  AU: 'australia',
  BE: 'belgium',
  BR: 'brazil',
  CA: 'canada',
  CH: 'switzerland',
  CL: 'chile',
  CN: 'china',
  DE: 'germany',
  DK: 'denmark',
  EG: 'egypt',
  ES: 'spain',
  FI: 'finland',
  FR: 'france',
  GB: 'united kingdom',
  GR: 'greece',
  ID: 'indonesia',
  IE: 'ireland',
  IN: 'india',
  IT: 'italy',
  JP: 'japan',
  KR: 'south korea',
  MX: 'mexico',
  NL: 'netherlands',
  NO: 'norway',
  NZ: 'new zealand',
  PL: 'poland',
  PT: 'portugal',
  RU: 'russia',
  SE: 'sweden',
  SG: 'singapore',
  TH: 'thailand',
  TR: 'turkey',
  UA: 'ukraine',
  US: 'united states',
  VN: 'vietnam',
  ZA: 'south africa',
}

const Reply = z.object({
  results: z.array(
    z.object({
      url: z.string(),
      title: z.string(),
      content: z.string().default(''),
      published_date: z.string().nullish(),
    }),
  ),
})

/** Tavily's search (https://docs.tavily.com/documentation/api-reference/endpoint/search). */
export function createTavilySearch({ url, apiKey, userAgent }: Omit<KeyedOptions, 'clock'>): WebSearch {
  return {
    name: 'tavily',
    supports: SUPPORTS.tavily,
    async search(request, { signal }) {
      const body = await fetchJson(new URL(`${url}/search`), {
        name: 'tavily',
        userAgent,
        signal,
        headers: { authorization: `Bearer ${apiKey}` },
        body: bodyOf(request),
      })
      const parsed = Reply.safeParse(body)
      if (!parsed.success) throw new IngotError('search_unavailable', 'tavily: the reply has another shape')
      return parsed.data.results
        .filter((result) => isWebAddress(result.url))
        .slice(0, request.limit)
        .map((result) => ({
          url: result.url,
          title: plainText(result.title),
          snippet: plainText(result.content),
          text: null,
          published: dayOf(result.published_date),
          language: null,
        }))
    },
  }
}

function bodyOf({ query, limit, language, region, filters }: WebSearchRequest) {
  const { domains_allow, domains_deny, published_after, published_before, languages } = filters
  const [only, ...others] = languages
  const isOneLanguage = only !== undefined && others.length === 0
  const spoken = isoCodeOf(isOneLanguage ? only : language)
  const country = region === null ? undefined : COUNTRIES[region]
  return {
    query: query.slice(0, QUERY_CHARACTERS),
    // One credit; `advanced` costs two.
    search_depth: 'basic',
    topic: 'general',
    max_results: Math.min(limit, HITS_AT_MOST),
    include_published_date: true,
    ...(domains_allow.length > 0 ? { include_domains: domains_allow, include_domains_mode: 'restrict' } : {}),
    ...(domains_deny.length > 0 ? { exclude_domains: domains_deny } : {}),
    // By themselves these only rank.
    ...((published_after ?? published_before) === null ? {} : { filter_by_published_date: true }),
    ...(published_after === null ? {} : { start_date: published_after }),
    ...(published_before === null ? {} : { end_date: published_before }),
    ...(country === undefined ? {} : { country }),
    ...(spoken === undefined ? {} : { language: spoken, filter_by_language: isOneLanguage }),
  }
}

/** ISO 639-1: two letters. */
function isoCodeOf(tag: string | null): string | undefined {
  const [primary = ''] = tag?.toLowerCase().split('-') ?? []
  return primary.length === 2 ? primary : undefined
}
