import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Ready } from '../../shared/api/health.ts'
import { SearchResponse } from '../../shared/api/search.ts'
import { parseSettings } from '../../shared/config/env.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { createWebSearches } from '../../shared/runtime/web-searches.ts'
import { type SearchServer, startSearchServer } from '../support/search-server.ts'
import { SEARCH_KEY } from '../support/search-wires.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const SENTENCES = [
  'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm.',
  'Its lamp burned oil until the winter of 1931, when the island was given electricity.',
  'Two keepers lived there with their families, and a school was held in the lower room.',
  'The tower is thirty metres high and was painted red after the war.',
]
const page = (published: string) =>
  `<!doctype html><html lang="en"><head><title>Skarv lighthouse</title>
  <meta property="article:published_time" content="${published}T08:00:00Z"></head>
  <body><article><h1>Skarv lighthouse</h1>${SENTENCES.map((text) => `<p>${text} It is told so in every guide to the coast.</p>`).join('')}</article></body></html>`

describe('an answer from two search providers of which one fails', () => {
  let site: Server
  let brave: SearchServer
  let tavily: SearchServer
  let server: TestServer
  let fetched: string[]

  beforeAll(async () => {
    fetched = []
    site = createServer(({ url = '' }, response) => {
      fetched.push(url)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page('2019-05-02'))
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const { port } = site.address() as AddressInfo
    const content = 'A lighthouse on the island of Skarv.'
    const pages = [
      { url: `http://127.0.0.1:${port}/skarv`, title: 'Skarv lighthouse', content },
      { url: `http://localhost:${port}/wire`, title: 'Skarv lighthouse (wire)', content },
    ]
    brave = await startSearchServer('brave', pages)
    tavily = await startSearchServer('tavily', pages)
    brave.setFault('rate-limited')
    const settings = parseSettings({
      INGOT_WEB_SEARCH: 'brave,tavily',
      INGOT_BRAVE_URL: brave.url,
      INGOT_BRAVE_API_KEY: SEARCH_KEY,
      INGOT_TAVILY_URL: tavily.url,
      INGOT_TAVILY_API_KEY: SEARCH_KEY,
    })
    server = await startTestServer(
      { fetchAllow: [`127.0.0.1:${port}`, `localhost:${port}`] },
      { webSearches: createWebSearches(settings, systemClock) },
    )
  })
  afterAll(async () => {
    await server.close()
    await Promise.all([brave.close(), tavily.close()])
    site.close()
  })

  const ask = async (body: object) => readAnswer(await server.post('/v1/answers', body))

  it('takes the date that a filter asks for from the page, and fetches it once', async () => {
    const filters = { published_after: '2019-01-01', domains_allow: ['127.0.0.1'] }
    const answer = await ask({ question: 'island Skarv lighthouse', filters })
    expect(answer.citations[0]?.source).toBe(1)
    expect(answer.filters_applied).toEqual({
      ...filters,
      dropped: 1,
      dropped_by: { domains_allow: 1, published_after: 1 },
      unknown: { published_after: 1 },
    })
    expect(answer.sources).toMatchObject([{ published: '2019-05-02' }])
    expect(fetched).toEqual(['/robots.txt', '/skarv'])
  })

  it('cites what the other found, names the one that failed, and hears a text on two hosts once', async () => {
    const answer = await ask({ question: 'lighthouse Skarv' })
    expect(answer.synopsis).toContain(
      'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm [1].',
    )
    expect(answer.citations[0]).toMatchObject({ source: 1, verdict: 'supported' })
    expect(new Set(answer.citations.map(({ source }) => source))).toEqual(new Set([1]))
    expect(answer.sources.map(({ read }) => read)).toEqual(['full', 'full'])
    expect(answer.warnings).toEqual([
      { code: 'search_failed', provider: 'brave', reason: 'search_unavailable' },
      { code: 'copy_left_out', source: 2 },
    ])
    expect(answer.usage.searches).toBe(2)
  })

  it('does not ask the one that failed again, before it said so', async () => {
    const before = brave.requests.length
    const answer = await ask({ question: 'Skarv lighthouse' })
    expect(answer.sources).toHaveLength(2)
    expect(brave.requests).toHaveLength(before)
    const ready = Ready.parse(await (await server.get('/health/ready')).json())
    expect(ready).toMatchObject({
      status: 'ready',
      dependencies: { web_search_brave: 'failed', web_search_tavily: 'ok' },
    })
  })

  it('says which filter left nothing', async () => {
    const filters = { published_after: '2024-01-01', domains_allow: ['127.0.0.1'] }
    const response = await server.post('/v1/search', { query: 'lighthouse Skarv', filters })
    const found = SearchResponse.parse(await response.json())
    expect(found.hits).toEqual([])
    expect(found.filters_applied).toEqual({
      ...filters,
      dropped: 2,
      dropped_by: { domains_allow: 1, published_after: 2 },
      unknown: { published_after: 1 },
    })
    expect(found.warnings).toContainEqual({ code: 'emptied_by_filter', filter: 'published_after' })
  })
})
