import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMediaWikiSearch } from '../../shared/adapters/web-search/mediawiki.ts'
import { Filters } from '../../shared/api/common.ts'
import { startWikiServer, type WikiFault } from '../support/wiki-server.ts'
import { webSearchSuite } from './web-search-suite.ts'

const ARTICLES = {
  en: [
    {
      pageid: 11,
      title: 'Lighthouse',
      extract:
        'A lighthouse is a tower with a lamp.\n\n\n== History ==\nFires came first.\n\n\n=== Lamps ===\nOil lamps followed.',
    },
    { pageid: 12, title: 'Lamp', extract: 'A lamp gives light, also in a lighthouse tower.' },
    { pageid: 13, title: 'Tower', extract: 'A tower is tall; a lighthouse tower has a lamp.' },
  ],
  zh: [{ pageid: 21, title: '灯塔', extract: '灯塔是有灯的塔。' }],
}
const FAULTS: Record<string, WikiFault> = {
  'rate-limited': 'rate-limited',
  html: 'html',
  error: 'error-body',
  slow: 'slow',
  'other-shape': 'other-shape',
  cut: 'cut',
  empty: 'empty',
  'status-401': 'status-401',
  'status-402': 'status-402',
  'status-422': 'status-422',
}

let wiki: Awaited<ReturnType<typeof startWikiServer>>
const create = (apiUrl = wiki.apiUrl) =>
  createMediaWikiSearch({ apiUrl, userAgent: 'IngotTest/1.0 (test@example.org)' })
const ask = (query: string, search = create(), language: string | null = null) =>
  search.search(
    { query, limit: 5, language, region: null, filters: Filters.parse({}) },
    { signal: AbortSignal.timeout(5_000) },
  )

beforeAll(async () => {
  wiki = await startWikiServer(ARTICLES)
})
beforeEach(() => wiki.setFault('none'))
afterAll(() => wiki.close())

webSearchSuite('mediawiki', () => ({
  search: create(),
  query: 'lighthouse tower',
  fail: (fault) => wiki.setFault(FAULTS[fault] ?? 'none'),
  // It knows neither keys nor money, and tells its errors with HTTP 200.
  without: ['unauthorized', 'no-credit', 'refused'],
  unreachable: create('http://127.0.0.1:2/{language}/api.php'),
}))

describe('searching a MediaWiki', () => {
  it('brings the text of the page along, with its headings as Markdown', async () => {
    const [hit] = await ask('What is a lighthouse?')
    expect(hit).toEqual({
      url: `${wiki.origin}/en/wiki/Lighthouse`,
      title: 'Lighthouse',
      snippet: 'about Lighthouse & more',
      text: 'A lighthouse is a tower with a lamp.\n\n## History\n\nFires came first.\n\n### Lamps\n\nOil lamps followed.',
      published: null,
      language: 'en',
    })
  })

  it('asks for the telling words only, and says who asks', async () => {
    await ask('What is a lighthouse?')
    const { query, userAgent } = wiki.requests.findLast(({ query: asked }) => asked.has('srsearch')) ?? {}
    expect(query?.get('srsearch')).toBe('lighthouse')
    expect(userAgent).toBe('IngotTest/1.0 (test@example.org)')
  })

  it('goes to the edition of the question’s language, or of the one asked for', async () => {
    expect(await ask('灯塔是什么')).toMatchObject([{ title: '灯塔', language: 'zh' }])
    expect(await ask('灯塔', create(), 'zh-Hant')).toHaveLength(1)
    expect(await ask('lighthouse', create(), 'en.evil.example/x')).toHaveLength(3)
  })

  it('goes to the edition of the one language that is filtered by', async () => {
    const filters = Filters.parse({ languages: ['zh-Hans'] })
    const request = { query: '灯塔 lighthouse', limit: 5, language: 'en', region: null, filters }
    await create().search(request, { signal: AbortSignal.timeout(5_000) })
    expect(wiki.requests.at(-1)?.edition).toBe('zh')
  })

  it('leaves the text to the page reader where the wiki gives none', async () => {
    wiki.setFault('no-extracts')
    expect((await ask('lighthouse'))[0]).toMatchObject({
      url: `${wiki.origin}/en/wiki/Lighthouse`,
      text: null,
    })
  })

  it('tells for how long a limited client should wait', async () => {
    wiki.setFault('rate-limited')
    await expect(ask('lighthouse')).rejects.toMatchObject({ retryAfterS: 7 })
  })
})
