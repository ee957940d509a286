import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../shared/config/env.ts'
import { diagnose } from '../../shared/runtime/diagnose.ts'
import { type SearchServer, startSearchServer } from '../support/search-server.ts'
import { SEARCH_KEY } from '../support/search-wires.ts'

const PAGES = [{ url: 'https://a.example/', title: 'Lighthouse', content: 'A tower with a lamp.' }]

let brave: SearchServer
let tavily: SearchServer
let searxng: SearchServer
beforeAll(async () => {
  brave = await startSearchServer('brave', PAGES)
  tavily = await startSearchServer('tavily', PAGES)
  searxng = await startSearchServer('searxng', PAGES)
})
beforeEach(() => {
  for (const server of [brave, tavily, searxng]) server.setFault('none')
})
afterAll(() => Promise.all([brave, tavily, searxng].map((server) => server.close())))

/** What the doctor says of the search providers. */
async function examine(more: Record<string, string> = {}) {
  const settings = parseSettings({
    INGOT_WEB_SEARCH: 'brave,tavily,searxng',
    INGOT_BRAVE_URL: brave.url,
    INGOT_BRAVE_API_KEY: SEARCH_KEY,
    INGOT_TAVILY_URL: tavily.url,
    INGOT_TAVILY_API_KEY: SEARCH_KEY,
    INGOT_SEARXNG_URL: searxng.url,
    INGOT_WEB_SEARCH_TIMEOUT_S: '0.2',
    ...more,
  })
  const checks = await diagnose(settings)
  return checks
    .filter(({ name }) => name.startsWith('web search'))
    .map(({ state, detail }) => [state, detail])
}

describe('the doctor', () => {
  it('asks each configured search provider, and tells what it can be asked for', async () => {
    expect(await examine()).toEqual([
      [
        'ok',
        'finds pages; is asked for region, language, languages, published_after, published_before, domains_allow, domains_deny',
      ],
      [
        'ok',
        'finds pages; is asked for region, language, languages, published_after, published_before, domains_allow, domains_deny',
      ],
      ['ok', 'finds pages; is asked for region, language, languages, published_after, domains_allow'],
    ])
    expect([brave, tavily, searxng].map(({ requests }) => requests.length)).toEqual([1, 1, 1])
  })

  it('tells what fails, and what to do about it', async () => {
    brave.setFault('slow')
    tavily.setFault('no-credit')
    searxng.setFault('unauthorized')
    expect(await examine()).toEqual([
      ['failed', 'brave: no answer in time; answers go without it'],
      ['failed', 'tavily: HTTP 432 (see INGOT_TAVILY_API_KEY, and the account); answers go without it'],
      ['failed', 'searxng: HTTP 403 (is `json` in its search.formats?); answers go without it'],
    ])
  })

  it('tells a provider that is not there from one that finds nothing', async () => {
    tavily.setFault('empty')
    searxng.setFault('html')
    expect(await examine({ INGOT_BRAVE_URL: 'http://127.0.0.1:2' })).toEqual([
      ['failed', 'brave: cannot be reached; answers go without it'],
      [
        'ok',
        'answers, but finds nothing for "lighthouse"; is asked for region, language, languages, published_after, published_before, domains_allow, domains_deny',
      ],
      ['failed', 'searxng: the reply is no JSON; answers go without it'],
    ])
  })

  it('tells that there is none', async () => {
    expect(await examine({ INGOT_WEB_SEARCH: '' })).toEqual([
      ['missing', 'INGOT_WEB_SEARCH is empty: documents only'],
    ])
  })
})
