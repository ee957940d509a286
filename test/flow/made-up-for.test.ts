import { rm } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../shared/config/env.ts'
import { IngotError } from '../../shared/errors.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTION = 'When was the moon base opened?'
const POLL = { timeout: 15_000, interval: 50 }
const TEXT = 'The moon base was opened in 2041 by a crew of six. It stands at the rim of a crater.'
const NOTHING = { title: 'The moon base', snippet: '', published: null, language: null }

const working: WebSearch = {
  name: 'working',
  search: async () => [{ ...NOTHING, url: 'https://moon.example/base', text: TEXT }],
}
/** Under a name of its own: what another provider has found does not help it. */
const failing: WebSearch = {
  name: 'failing',
  search: async () => {
    throw new IngotError('search_unavailable', 'The provider is down.')
  },
}
const { lifetimes } = parseSettings({})
const expiring = { lifetimes: { ...lifetimes, evergreen: { freshS: 1, staleS: 0 } } }

let server: TestServer
afterEach(() => server.close())

describe('where nothing can be searched any more', () => {
  it('an answer that has expired is given, and says how old it is and why', async () => {
    server = await startTestServer(expiring, { webSearches: [working] })
    const first = await readAnswer(await server.post('/v1/answers', { question: QUESTION }))
    expect(first.synopsis).toContain('The moon base was opened in 2041 by a crew of six [1].')
    await server.settled()
    const only = { question: QUESTION, cache: { use: 'only' } }
    await expect.poll(async () => (await server.post('/v1/answers', only)).status, POLL).toBe(404)
    await server.stop()
    server = await startTestServer({ ...expiring, stateDir: server.stateDir }, { webSearches: [failing] })

    const response = await server.post('/v1/answers', { question: QUESTION }, { accept: 'text/event-stream' })
    const events = (await readEvents(response)).map(({ event }) => event)
    expect(events.map(({ type }) => type).filter((type) => type !== 'synopsis-delta')).toEqual([
      'answer-start',
      'search-start',
      'warning',
      'answer-restart',
      'mode-change',
      'search-start',
      'source',
      'page-read',
      'source-synopsis',
      'citation',
      'follow-ups',
      'answer-end',
    ])
    expect(events.at(-1)).toMatchObject({
      id: first.id,
      mode: { served: 'stale', reason: 'search_failed' },
      cache: { state: 'stale', layer: 'exact' },
    })

    // The failure is remembered for some seconds: who asks meanwhile is not kept waiting for it.
    const again = await readAnswer(await server.post('/v1/answers', { question: QUESTION }))
    expect(again).toMatchObject({
      id: first.id,
      synopsis: first.synopsis,
      mode: { served: 'stale', model: null, reason: 'search_failed' },
      cache: { state: 'stale' },
    })
    expect(again.cache.expires_in_s).toBeLessThan(0)
    const { totals } = (await (await server.get('/v1/cache/stats')).json()) as {
      totals: Record<string, number>
    }
    expect(totals).toMatchObject({ failures: 1, failures_remembered: 1, failures_made_up: 2 })
  })

  it('and nothing was ever found, the failure is told', async () => {
    server = await startTestServer(expiring, { webSearches: [failing] })
    const response = await server.post('/v1/answers', { question: QUESTION })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      503,
      'search_unavailable',
    ])
    await rm(server.stateDir, { recursive: true, force: true })
  })
})
