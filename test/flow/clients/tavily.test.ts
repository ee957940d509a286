import { tavily } from '@tavily/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TavilyError, TavilyExtractResults, TavilySearchResults } from '../../../shared/api/compat/tavily.ts'
import type { WebSearchRequest } from '../../../shared/ports/web-search.ts'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'
import { makeKey } from '../../support/make-key.ts'
import { type SiteServer, sitePage, startSiteServer } from '../../support/site-server.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'

const { question, sentence } = BUILT
const MOON = 'The moon base was opened in 2041 by a crew of six. It stands at the rim of a crater.'
const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)

describe("Tavily's client", () => {
  let site: SiteServer
  let server: ClientsServer
  let client: ReturnType<typeof tavily>
  const asked: WebSearchRequest[] = []

  beforeAll(async () => {
    site = await startSiteServer({
      '/moon': sitePage('The moon base', MOON.repeat(4)),
      '/tides': sitePage(
        'Tides',
        `Tides follow the moon. ${'A spring tide comes twice a month. '.repeat(9)}`,
      ),
    })
    server = await startClientsServer(
      { fetchAllow: [site.host] },
      {
        webSearches: [
          {
            name: 'site',
            async search(request) {
              asked.push(request)
              return ['moon', 'tides'].map((name, days) => ({
                ...{ url: `${site.address}/${name}`, title: `About ${name}`, snippet: `On the ${name}.` },
                ...{ published: daysAgo(2 * days + 1), text: null, language: 'en' },
              }))
            },
          },
        ],
      },
    )
    client = tavily({ apiKey: 'none', apiBaseURL: `${server.address}/tavily` })
  })
  afterAll(async () => {
    await server.close()
    site.close()
  })
  beforeEach(() => void asked.splice(0))

  it('finds pages and documents, the best first', async () => {
    const { results, images, answer, requestId, usage } = await client.search('lighthouse of Skarv moon', {
      includeUsage: true,
    })
    expect(results.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['About moon', 'About tides', 'The lighthouse of Skarv']),
    )
    expect(results[0]?.score).toBe(1)
    const moon = results.find(({ title }) => title === 'About moon')
    expect(moon).toMatchObject({
      ...{ url: `${site.address}/moon`, content: 'On the moon.', publishedDate: daysAgo(1) },
      rawContent: null,
    })
    expect([images, answer, usage]).toEqual([[], null, { credits: 0 }])
    expect(requestId).toMatch(/^[\w-]{36}$/)
  })

  it('has an answer whose markers name the results', async () => {
    const { answer, results } = await client.search(question, { includeAnswer: true, maxResults: 3 })
    expect(answer?.slice(0, sentence.length)).toBe(sentence)
    expect(results.length).toBeLessThanOrEqual(3)
    expect(results[0]).toMatchObject({ id: '1', title: 'The lighthouse of Skarv', score: 1 })
    const { ingot, ...more } = TavilySearchResults.parse(
      await (await server.post('/tavily/search', { query: question, include_answer: 'advanced' })).json(),
    )
    expect(more.answer).toContain('1887')
    expect(ingot).toMatchObject({ mode: { served: 'extractive' }, cache: { state: 'miss' } })
  })

  it('has the whole text of pages and documents', async () => {
    const { results } = await client.search('lighthouse of Skarv moon', { includeRawContent: 'text' })
    const textOf = (named: string) => results.find(({ title }) => title === named)?.rawContent
    expect(textOf('About moon')).toContain('It stands at the rim of a crater.')
    expect(textOf('The lighthouse of Skarv')).toContain('Since then a solar panel feeds the lamp.')
  })

  it('finds only what its filters let through', async () => {
    const search = async (options: Parameters<typeof client.search>[1]) => {
      const { results } = await client.search('moon', options)
      return results.map(({ title }) => title)
    }
    expect(await search({ topic: 'news', days: 2 })).toEqual(['About moon'])
    expect(await search({ topic: 'news' })).toEqual(['About moon', 'About tides'])
    expect(await search({ timeRange: 'd' })).toEqual(['About moon'])
    expect(await search({ topic: 'news', days: 1e300 })).toEqual(['About moon', 'About tides'])
    expect(await search({ endDate: daysAgo(2) })).toEqual(['About tides'])
    expect(await search({ includeDomains: ['https://example.org/a'] })).toEqual([])
    expect(await search({ excludeDomains: ['127.0.0.1'] })).not.toContain('About moon')
    expect(await search({ includeDomains: ['example.org'], includeDomainsMode: 'prefer' })).toContain(
      'About moon',
    )
    expect(await search({ language: 'de', filterByLanguage: true })).toEqual([])
    await search({ country: 'south korea', language: 'ko' })
    expect(asked.at(-1)).toMatchObject({ region: 'KR', language: 'ko' })
  })

  it('heeds days for news alone', async () => {
    await client.search('moon of days', { topic: 'general', days: 2 })
    expect(asked.at(-1)?.filters.published_after).toBeNull()
    await client.search('moon of days', { topic: 'news', days: 30 })
    expect(asked.at(-1)?.filters.published_after).toBe(daysAgo(30))
  })

  it('extracts pages and documents, and says why others were not read', async () => {
    const { results: found } = await client.search('lighthouse of Skarv')
    const document = found.find(({ title }) => title === 'The lighthouse of Skarv')?.url ?? ''
    const lost = `${site.address}/lost`
    const { results, failedResults } = await client.extract([
      ...[`${site.address}/moon`, document, lost, 'http://10.0.0.1/', 'urn:ingot:document:none', 'nonsense'],
    ])
    expect(results.map(({ title }) => title)).toEqual(['The moon base', 'The lighthouse of Skarv'])
    expect(results[1]?.rawContent).toContain('Since then a solar panel feeds the lamp.')
    expect(failedResults.map(({ url }) => url)).toEqual([
      ...[lost, 'http://10.0.0.1/', 'urn:ingot:document:none', 'nonsense'],
    ])
    for (const { error } of failedResults) expect(error).toMatch(/^[A-Z].+\.$/)
  })

  it('extracts what speaks to a query', async () => {
    const { results } = await client.extract([`${site.address}/tides`], {
      ...{ query: 'What do tides follow?', chunksPerSource: 1 },
    })
    expect(results[0]?.rawContent).toContain('Tides follow the moon.')
    expect(results[0]?.rawContent.length).toBeLessThanOrEqual(500)
  })

  it('is served at the addresses of Tavily itself', async () => {
    const own = tavily({ apiKey: 'none', apiBaseURL: server.address })
    expect((await own.search('lighthouse of Skarv')).results[0]).toHaveProperty('score', 1)
    expect((await own.extract([`${site.address}/moon`])).results).toHaveLength(1)
    const one = await server.post('/extract', { urls: `${site.address}/moon` })
    expect(TavilyExtractResults.parse(await one.json()).results).toHaveLength(1)
  })

  it('throws the message of what is wrong', async () => {
    const many = Array.from({ length: 21 }, (_, n) => `h${n}.example.org`)
    await expect(client.search('x', { includeDomains: many })).rejects.toThrow('include_domains: at most 20')
    await expect(client.search('x', { startDate: '3/1/2026' })).rejects.toThrow(/^start_date: /)
    await expect(client.search(' ')).rejects.toThrow(/^query: /)
    await expect(client.extract([])).rejects.toThrow(/^urls: /)
  })
})

describe("Tavily's client at a server that asks for keys", () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ auth: ['keys'] })
  })
  afterAll(() => server.close())

  const clientWith = (apiKey: string) => tavily({ apiKey, apiBaseURL: `${server.address}/tavily` })

  it('is let in with a key, and told so without one', async () => {
    const { authorization } = await makeKey(server, { tenant: 'acme' })
    const good = clientWith(authorization.replace('Bearer ', ''))
    expect((await good.search('anything')).results).toEqual([])
    const refused = await server.post('/tavily/search', { query: 'x' })
    expect(refused.status).toBe(401)
    expect(TavilyError.parse(await refused.json()).detail.error).toContain('Authorization: Bearer')
    const unknown = 'This is not an API key of this server.'
    await expect(clientWith('none').search('x')).rejects.toThrow(unknown)
    await expect(clientWith('none').extract(['https://example.org'])).rejects.toThrow(unknown)
  })

  it('is told when it asks too much', async () => {
    const { authorization } = await makeKey(server, { tenant: 'acme', limits: { requests_per_day: 1 } })
    const limited = clientWith(authorization.replace('Bearer ', ''))
    await limited.search('anything')
    await expect(limited.extract(['https://example.org'])).rejects.toThrow('More requests than allowed.')
  })
})
