import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { IngotError } from '../../shared/errors.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const PAGES: Record<string, { status: number; body: string }> = {
  '/moon': {
    status: 200,
    body: page(
      'The moon base',
      'The moon base was opened in 2041 by a crew of six. It stands at the rim of the Shackleton crater.',
    ),
  },
  '/tides': {
    status: 200,
    body: page(
      'Tides',
      'Tides follow the moon. A spring tide comes when the sun, the moon and the earth stand in a line.',
    ),
  },
  '/cheese': {
    status: 200,
    body: page('Cheese', 'The moon is not made of cheese, whatever the story of the moon base says.'),
  },
  '/told': {
    status: 200,
    body: page(
      'Craters',
      'The crater Havørn was measured in 2039 and is nine kilometres wide.',
      `<meta property="og:site_name" content="Moon Times"><meta name="author" content="Ada Holm">
       <meta property="article:published_time" content="2040-02-03"><meta property="article:modified_time" content="2040-03-04">
       <link rel="canonical" href="/craters">`,
    ),
  },
  '/lost': { status: 404, body: 'gone' },
  '/broken': { status: 500, body: 'oops' },
}

function page(title: string, text: string, head = ''): string {
  const paragraphs = Array.from(
    { length: 4 },
    (_, n) => `<p>${text} Paragraph ${n} of this page ends here, after some more words.</p>`,
  )
  return `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head><body><article><h1>${title}</h1>${paragraphs.join('')}</article></body></html>`
}

/** Finds every page of the site, in the order above; its own protocol is not under test here. */
const siteSearch = (address: string): WebSearch => ({
  name: 'site',
  search: async () =>
    Object.keys(PAGES).map((path) => ({
      url: address + path,
      title: path.slice(1),
      snippet: '',
      published: null,
      text: null,
      language: null,
    })),
})

const failingSearch: WebSearch = {
  name: 'failing',
  search: async () => {
    throw new IngotError('search_unavailable', 'The provider is down.')
  },
}

describe('an answer from the web', () => {
  let site: Server
  let address: string
  let server: TestServer
  beforeAll(async () => {
    site = createServer(({ url }, response) => {
      const { status, body } = PAGES[url ?? ''] ?? { status: 404, body: '' }
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body)
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const { port } = site.address() as AddressInfo
    address = `http://127.0.0.1:${port}`
    server = await startTestServer(
      { fetchAllow: [`127.0.0.1:${port}`] },
      { webSearches: [failingSearch, siteSearch(address)] },
    )
  })
  afterAll(async () => {
    await server.close()
    site.close()
  })

  const ask = async (body: object) => Answer.parse(await (await server.post('/v1/answers', body)).json())

  it('is made from the pages that could be read; the others are warnings', async () => {
    const answer = await ask({ question: 'When was the moon base opened?' })
    expect(answer.status).toBe('completed')
    expect(answer.synopsis).toContain('The moon base was opened in 2041 by a crew of six [1].')
    expect(answer.sources.map(({ url, read }) => [url?.slice(address.length), read])).toEqual([
      ['/moon', 'full'],
      ['/tides', 'full'],
      ['/cheese', 'full'],
      ['/told', 'full'],
      ['/lost', 'failed'],
      ['/broken', 'failed'],
    ])
    expect(answer.warnings).toEqual(
      expect.arrayContaining([
        { code: 'search_failed', provider: 'failing', reason: 'search_unavailable' },
        { code: 'page_unreadable', source: 5, reason: 'page_not_found' },
        { code: 'page_unreadable', source: 6, reason: 'page_unavailable' },
      ]),
    )
    expect(answer.usage.pages_read).toBe(4)
    // What failed may not fail in a minute.
    expect(answer.cache).toMatchObject({ state: 'miss', expires_in_s: 60 })
  })

  it('tells of each source what its page says of itself, as its summary does', async () => {
    const facts = {
      site: 'Moon Times',
      published: '2040-02-03',
      author: 'Ada Holm',
      modified: '2040-03-04',
      language: 'en',
    }
    const answer = await ask({ question: 'How wide is the crater Havørn?' })
    const told = { ...facts, canonical: `${address}/craters` }
    expect(answer.sources.find(({ url }) => url === `${address}/told`)).toMatchObject(told)
    const silent = answer.sources.find(({ url }) => url === `${address}/moon`)
    expect(silent).toMatchObject({ site: '127.0.0.1', published: null, language: 'en' })
    expect(silent).not.toHaveProperty('author')
    const summary = await (await server.post('/v1/summaries', { url: `${address}/told` })).json()
    expect(Answer.parse(summary).sources[0]).toMatchObject(told)
  })

  it('obeys the domains asked for, and tells what it dropped', async () => {
    const answer = await ask({
      question: 'When was the moon base opened?',
      filters: { domains_deny: ['127.0.0.1'] },
    })
    expect(answer.sources).toEqual([])
    expect(answer.filters_applied).toEqual({
      domains_deny: ['127.0.0.1'],
      dropped: 6,
      dropped_by: { domains_deny: 6 },
    })
    expect(answer.warnings).toContainEqual({ code: 'emptied_by_filter', filter: 'domains_deny' })
    expect(answer.synopsis).toBe('The sources do not say.')
  })

  it('tells which provider cannot be told of the region', async () => {
    const answer = await ask({ question: 'Who opened the moon base?', region: 'DE' })
    expect(answer.warnings).toContainEqual({ code: 'region_not_supported', provider: 'site' })
  })

  it('is an honest error when nothing at all could be searched', async () => {
    const lone = await startTestServer({}, { webSearches: [failingSearch] })
    const response = await lone.post('/v1/answers', { question: 'When was the moon base opened?' })
    expect(response.status).toBe(503)
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await response.json()).toMatchObject({ code: 'search_unavailable', retryable: true })
    await lone.close()
  })

  it('summarises a page, a text, and refuses an address that is not public', async () => {
    const ofPage = Answer.parse(
      await (await server.post('/v1/summaries', { url: `${address}/moon`, length: 'short' })).json(),
    )
    expect(ofPage.synopsis).toContain('[1]')
    expect(ofPage.citations[0]?.verdict).toBe('supported')
    const text =
      'Owls hunt at night. They hear a mouse under snow. Their feathers make no sound when they fly.'
    const ofText = Answer.parse(await (await server.post('/v1/summaries', { text, length: 'long' })).json())
    expect(ofText.synopsis).toContain('They hear a mouse under snow [1].')
    const refused = await server.post('/v1/summaries', { url: 'http://127.0.0.1:8099/' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ code: 'page_address_refused', retryable: false })
  })
})
