import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBraveSearch } from '../../shared/adapters/web-search/brave.ts'
import { createExaSearch } from '../../shared/adapters/web-search/exa.ts'
import { createGuardedSearch } from '../../shared/adapters/web-search/guarded.ts'
import { createKnowledgeBaseSearch } from '../../shared/adapters/web-search/knowledge-base.ts'
import { createMediaWikiSearch } from '../../shared/adapters/web-search/mediawiki.ts'
import { createSearxngSearch } from '../../shared/adapters/web-search/searxng.ts'
import { createTavilySearch } from '../../shared/adapters/web-search/tavily.ts'
import { Filters } from '../../shared/api/common.ts'
import type { SearchControl, WebSearch } from '../../shared/ports/web-search.ts'
import { type SearchServer, startSearchServer } from '../support/search-server.ts'
import { SEARCH_KEY, type SearchProvider } from '../support/search-wires.ts'
import { type WebSearchFault, webSearchSuite } from './web-search-suite.ts'

const PAGES = [
  {
    url: 'https://a.example/light',
    title: 'Lighthouse',
    content: 'A lighthouse is a tower with a lamp.',
    published: '2025-03-20',
    language: 'en',
  },
  { url: 'https://b.example/lamp', title: 'Lamp', content: 'A lamp in a lighthouse tower.' },
  { url: 'https://c.example/tower', title: 'Tower', content: 'A lighthouse tower is tall.' },
]
const NOW = Date.parse('2025-06-15T12:00:00Z')
const common = { apiKey: SEARCH_KEY, userAgent: 'IngotTest/1.0', clock: { now: () => NOW } }

const CREATE: Record<SearchProvider, (url: string) => WebSearch> = {
  brave: (url) => createBraveSearch({ ...common, url }),
  tavily: (url) => createTavilySearch({ ...common, url }),
  exa: (url) => createExaSearch({ ...common, url }),
  searxng: (url) => createSearxngSearch({ ...common, url }),
  'knowledge-base': (endpoint) =>
    createKnowledgeBaseSearch({
      knowledgeBaseId: 'KB12345678',
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
}
const PROVIDERS = Object.keys(CREATE) as SearchProvider[]

const servers = new Map<SearchProvider, SearchServer>()
const serverOf = (provider: SearchProvider) => {
  const server = servers.get(provider)
  if (!server) throw new Error(`${provider} was not started`)
  return server
}
const create = (provider: SearchProvider) => CREATE[provider](serverOf(provider).url)

beforeAll(async () => {
  for (const provider of PROVIDERS) servers.set(provider, await startSearchServer(provider, PAGES))
})
beforeEach(() => {
  for (const server of servers.values()) server.setFault('none')
})
afterAll(() => Promise.all([...servers.values()].map((server) => server.close())))

const guard = (search: WebSearch) => createGuardedSearch(search, { clock: common.clock, timeoutMs: 5_000 })
for (const provider of PROVIDERS) {
  const setup = {
    query: 'lighthouse tower',
    fail: (fault: WebSearchFault) => serverOf(provider).setFault(fault),
  }
  const unreachable = CREATE[provider]('http://127.0.0.1:2')
  webSearchSuite(provider, () => ({ ...setup, search: create(provider), unreachable }))
  webSearchSuite(`${provider}, guarded`, () => ({
    ...setup,
    search: guard(create(provider)),
    unreachable: guard(unreachable),
  }))
}

const FILTERS = {
  domains_allow: ['a.example'],
  domains_deny: ['b.example'],
  published_after: '2025-06-01',
  published_before: '2025-06-10',
  languages: ['de'],
}
async function ask(provider: SearchProvider, filters: object = {}, more: object = {}) {
  const request = { query: 'lighthouse tower', limit: 5, language: null, region: null, ...more }
  const options = { signal: AbortSignal.timeout(5_000) }
  const hits = await create(provider).search({ ...request, filters: Filters.parse(filters) }, options)
  return { hits, asked: serverOf(provider).requests.at(-1) }
}

describe('what is asked of', () => {
  it('brave', async () => {
    const { asked } = await ask('brave', FILTERS, { region: 'AT' })
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
      q: 'lighthouse tower',
      count: '5',
      result_filter: 'web',
      text_decorations: 'false',
      country: 'AT',
      search_lang: 'de',
      freshness: '2025-06-01to2025-06-10',
      goggles: '$discard,site=b.example\n$discard\n$boost,site=a.example',
    })
    const { asked: open } = await ask(
      'brave',
      { published_after: '2025-06-01' },
      { language: 'zh-Hant', region: 'VA' },
    )
    expect(open?.url.searchParams.get('freshness')).toBe('2025-06-01to2025-06-15')
    expect(open?.url.searchParams.get('search_lang')).toBe('zh-hant')
    expect(open?.url.searchParams.has('country')).toBe(false)
  })

  it('tavily', async () => {
    const { asked } = await ask('tavily', FILTERS, { region: 'GB' })
    expect(asked?.body).toEqual({
      query: 'lighthouse tower',
      search_depth: 'basic',
      topic: 'general',
      max_results: 5,
      include_published_date: true,
      include_domains: ['a.example'],
      include_domains_mode: 'restrict',
      exclude_domains: ['b.example'],
      filter_by_published_date: true,
      start_date: '2025-06-01',
      end_date: '2025-06-10',
      country: 'united kingdom',
      language: 'de',
      filter_by_language: true,
    })
    const { asked: open } = await ask('tavily', { languages: ['de', 'fr'] }, { language: 'zh-Hant' })
    expect(open?.body).toMatchObject({ language: 'zh', filter_by_language: false })
    expect(open?.body).not.toHaveProperty('filter_by_published_date')
  })

  it('exa', async () => {
    const { asked } = await ask('exa', FILTERS, { region: 'FR' })
    expect(asked?.body).toEqual({
      query: 'lighthouse tower',
      type: 'auto',
      numResults: 5,
      contents: { highlights: true },
      includeDomains: ['a.example'],
      excludeDomains: ['b.example'],
      startPublishedDate: '2025-06-01T00:00:00.000Z',
      endPublishedDate: '2025-06-10T23:59:59.999Z',
      userLocation: 'FR',
    })
  })

  it('searxng', async () => {
    const { asked } = await ask('searxng', FILTERS, { region: 'AT' })
    expect(Object.fromEntries(asked?.url.searchParams ?? [])).toEqual({
      q: 'lighthouse tower site:a.example',
      format: 'json',
      categories: 'general',
      language: 'de-AT',
      time_range: 'month',
    })
    const { asked: old } = await ask('searxng', { published_after: '2020-01-01' })
    expect(old?.url.searchParams.has('time_range')).toBe(false)
  })

  it('a knowledge base', async () => {
    const { asked } = await ask('knowledge-base', FILTERS)
    expect(asked?.body).toEqual({
      retrievalQuery: { text: 'lighthouse tower' },
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 15 } },
    })
  })
})

/** Values that every provider with `part` can be told of. */
const CONTROLS: Record<SearchControl, { filters?: object; more?: object }> = {
  region: { more: { region: 'DE', language: 'de' } },
  language: { more: { language: 'de' } },
  languages: { filters: { languages: ['de'] } },
  published_after: { filters: { published_after: '2025-06-10' } },
  published_before: { filters: { published_before: '2025-06-10' } },
  domains_allow: { filters: { domains_allow: ['a.example'] } },
  domains_deny: { filters: { domains_deny: ['b.example'] } },
}

describe('what is declared of', () => {
  const sent = async (provider: SearchProvider, filters?: object, more?: object) => {
    const { asked } = await ask(provider, filters, more)
    return JSON.stringify([asked?.url.search, asked?.body])
  }
  it.each(PROVIDERS)('%s is what its requests show', async (provider) => {
    const { supports } = create(provider)
    for (const [control, { filters, more }] of Object.entries(CONTROLS)) {
      const plain = await sent(provider, {}, control === 'region' ? { language: 'de' } : {})
      const isSent = (await sent(provider, filters, more)) !== plain
      expect([control, isSent]).toEqual([control, supports?.[control as SearchControl] !== 'no'])
    }
  })

  it('all of them is in docs/search.md', async () => {
    const docs = await readFile('docs/search.md', 'utf8')
    const mediawiki = createMediaWikiSearch({ apiUrl: 'http://127.0.0.1:2/', userAgent: 'IngotTest/1.0' })
    for (const { name, supports } of [mediawiki, ...PROVIDERS.map(create)]) {
      const row = (Object.keys(CONTROLS) as SearchControl[]).map((control) => supports?.[control])
      expect(docs).toContain(`| ${name} | ${row.join(' | ')} |`)
    }
  })
})

describe('what is made of the reply of', () => {
  it.each([
    ['brave', 'about Lighthouse & more', null, 'en'],
    ['tavily', 'A lighthouse is a tower with a lamp.', null, null],
    ['exa', 'A lighthouse is a tower with a lamp.', null, null],
    ['searxng', 'A lighthouse is a tower with a lamp.', null, null],
    ['knowledge-base', 'A lighthouse is a tower with a lamp.', 'A lighthouse is a tower with a lamp.', 'en'],
  ] as const)('%s', async (provider, snippet, text, language) => {
    const { hits } = await ask(provider)
    expect(hits[0]).toEqual({
      url: 'https://a.example/light',
      title: 'Lighthouse',
      snippet,
      text,
      published: '2025-03-20',
      language,
    })
  })
})

describe('a key', () => {
  it.each(PROVIDERS)('is in no error of %s', async (provider) => {
    for (const fault of ['unauthorized', 'no-credit', 'refused', 'rate-limited', 'error', 'html'] as const) {
      serverOf(provider).setFault(fault)
      const error = await ask(provider).catch((thrown: Error) => thrown)
      expect(error).toBeInstanceOf(Error)
      expect(String((error as Error).message)).not.toContain(SEARCH_KEY)
    }
  })

  it.each(['brave', 'tavily', 'exa'] as const)('of %s does not follow a redirect', async (provider) => {
    serverOf(provider).setFault('redirect')
    await expect(ask(provider)).rejects.toMatchObject({ message: `${provider}: HTTP 302` })
  })
})
