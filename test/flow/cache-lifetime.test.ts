import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../../shared/config/env.ts'
import { IngotError } from '../../shared/errors.ts'
import { startCallersApp } from '../support/callers-app.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { answerText, type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTION = 'When was the lighthouse of Skarv built?'
const POLL = { timeout: 15_000, interval: 50 }

let model: ScriptedModel
beforeAll(async () => {
  model = await startScriptedModel()
})
afterAll(() => model.close())

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  model.hold()()
})

async function startServer(overrides: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer({ ...model.settings, ...overrides })
  closing.push(() => server.close())
  await server.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
  const ask = async (cache: object = {}) => askOf(server, cache)
  return { server, ask }
}

async function askOf(server: TestServer, cache: object = {}) {
  const response = await server.post('/v1/answers', { question: QUESTION, mode: 'fast', cache })
  return readAnswer(response)
}

/** `only` reads what there is and starts nothing. */
const only = { use: 'only' }

describe('an answer that has become stale', () => {
  // The default keeps its proportion: fresh for one second, served for three more.
  const shortLived = parseSettings({ INGOT_FRESHNESS: 'evergreen=1' }).lifetimes

  it('lives as long as the settings say', () => {
    expect(shortLived.evergreen).toEqual({ freshS: 1, staleS: 3 })
  })

  it('is served to everybody while one of them has it refreshed', async () => {
    const lifetimes = { ...shortLived, evergreen: { freshS: 1, staleS: 600 } }
    const { server, ask } = await startServer({ lifetimes })
    const calls = model.vendor.calls
    const first = await ask()
    await server.settled()
    await expect.poll(async () => (await ask(only)).cache.state, POLL).toBe('stale')

    const release = model.hold()
    const served = await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(served.map(({ synopsis }) => synopsis)).toEqual(Array(20).fill(first.synopsis))
    expect(served.map(({ cache }) => cache.state)).toEqual(Array(20).fill('stale'))
    expect(served.every(({ cache }) => (cache.expires_in_s ?? 0) < 0)).toBe(true)
    await expect.poll(() => model.vendor.calls, POLL).toBe(calls + 2)
    const response = await server.post('/v1/answers', { question: QUESTION, mode: 'fast', cache: only })
    expect(response.headers.get('cache-status')).toMatch(/^ingot; hit; ttl=-\d+; detail=stale$/)

    release()
    await expect.poll(async () => (await ask(only)).synopsis, POLL).toBe(answerText(calls + 2))
    expect(model.vendor.calls).toBe(calls + 2)
    const { totals } = (await (await server.get('/v1/cache/stats')).json()) as {
      totals: Record<string, number>
    }
    expect(totals).toMatchObject({ misses: 1, fills: 2, refreshes: 1, model_calls: 2 })
  })

  it('is made anew once it is expired', async () => {
    const lifetimes = { ...shortLived, evergreen: { freshS: 1, staleS: 0 } }
    const { server, ask } = await startServer({ lifetimes })
    const calls = model.vendor.calls
    await ask()
    await server.settled()
    const statusOfOnly = async () =>
      (await server.post('/v1/answers', { question: QUESTION, mode: 'fast', cache: only })).status
    await expect.poll(statusOfOnly, POLL).toBe(404)
    expect(await ask()).toMatchObject({ synopsis: answerText(calls + 2), cache: { state: 'miss' } })
  })

  it('is one that a reader called a wrong hit', async () => {
    const { server, ask } = await startServer()
    const first = await ask()
    await server.settled()
    const feedback = await server.post(`/v1/answers/${first.id}/feedback`, { verdict: 'wrong_hit' })
    expect(feedback.status).toBe(204)
    expect(await ask()).toMatchObject({ synopsis: first.synopsis, cache: { state: 'stale' } })
    await expect.poll(async () => (await ask()).cache.state, POLL).toBe('hit')
    expect((await ask()).synopsis).not.toBe(first.synopsis)
    const bad = await server.post(`/v1/answers/${(await ask()).id}/feedback`, { verdict: 'bad' })
    expect(bad.status).toBe(204)
    expect((await ask()).cache.state).toBe('hit')
  })
})

describe('an answer that did not go well', () => {
  it('is kept for a minute at most when a lower rung had to write it', async () => {
    const { server, ask } = await startServer()
    const calls = model.vendor.calls
    model.vendor.setScript({ status: 503 })
    const first = await ask()
    expect(first.mode).toMatchObject({ served: 'extractive', reason: 'model_unavailable' })
    await server.settled()
    const attempts = model.vendor.calls
    model.hold()()
    for (let n = 0; n < 5; n += 1) {
      const { cache, synopsis } = await ask()
      expect([cache.state, synopsis]).toEqual(['hit', first.synopsis])
      expect(cache.expires_in_s).toBeLessThanOrEqual(60)
      expect(cache.saved.model_calls).toBe(0)
    }
    expect(attempts).toBeGreaterThan(calls)
    expect(model.vendor.calls).toBe(attempts)
  })

  it('is told again for some seconds when it failed, and is no answer', async () => {
    let searches = 0
    const failing = {
      name: 'failing',
      search: async () => {
        searches += 1
        throw new IngotError('search_unavailable', 'The provider is down.')
      },
    }
    const server = await startTestServer(model.settings, { webSearches: [failing] })
    closing.push(() => server.close())
    const calls = model.vendor.calls
    for (let n = 0; n < 5; n += 1) {
      const response = await server.post('/v1/answers', { question: QUESTION })
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ code: 'search_unavailable', retryable: true })
      await server.settled()
    }
    expect([searches, model.vendor.calls]).toEqual([1, calls])
    const { totals } = (await (await server.get('/v1/cache/stats')).json()) as {
      totals: Record<string, number>
    }
    expect(totals).toMatchObject({ hits: 0, misses: 1, coalesced: 4, failures: 1, failures_remembered: 4 })
    // Forgotten after 5 s: the provider is asked again.
    await expect
      .poll(
        async () => {
          await server.post('/v1/answers', { question: QUESTION })
          return searches
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(2)
  })
})

describe('a question that holds what belongs to one person', () => {
  const PERSONAL = { question: 'Which lighthouse did mona.hall@gmail.com write about?', mode: 'fast' }

  it('is answered for each person anew, and for somebody unknown without a trace', async () => {
    const app = await startCallersApp(model.settings)
    closing.push(() => app.close())
    const calls = model.vendor.calls
    const askAs = async (name: `${string}/${string}`) => {
      const answer = await readAnswer(await app.post(name, '/v1/answers', PERSONAL))
      await app.settled()
      return answer
    }
    const mona = await askAs('acme/mona')
    const adam = await askAs('acme/adam')
    expect([mona.cache.state, adam.cache.state]).toEqual(['miss', 'miss'])
    expect((await askAs('acme/mona')).cache.state).toBe('hit')
    expect((await app.get('acme/adam', `/v1/answers/${mona.id}`)).status).toBe(404)

    const unknown = await askAs('acme/')
    const again = await askAs('acme/')
    expect([unknown.cache.state, unknown.cache.expires_in_s]).toEqual(['miss', null])
    expect([again.cache.state, model.vendor.calls]).toEqual(['miss', calls + 4])
    expect((await app.get('acme/', `/v1/answers/${unknown.id}`)).status).toBe(410)
  })
})
