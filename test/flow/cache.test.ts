import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CacheStats } from '../../shared/api/cache-stats.ts'
import { readEventStream, shownText } from '../support/event-reader.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { answerText, CALL_SAVED, type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

const SSE = { accept: 'text/event-stream' }
const NOTHING_SAVED = { model_calls: 0, tokens: 0, gpu_seconds: 0, usd: 0 }

describe('the answer cache', () => {
  let model: ScriptedModel
  let server: TestServer
  let asked = 0
  let QUESTION = ''
  beforeAll(async () => {
    model = await startScriptedModel()
    server = await startTestServer(model.settings)
    await server.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
  })
  beforeEach(() => {
    asked += 1
    QUESTION = `When was lighthouse number ${asked} of Skarv built?`
  })
  afterAll(async () => {
    await server.close()
    await model.close()
  })

  const post = (body: object, headers = {}) => server.post('/v1/answers', { mode: 'fast', ...body }, headers)
  /** Asks, and waits until the answer is sealed: a reader who comes a moment before that is `coalesced`. */
  const ask = async (body: object = { question: QUESTION }) => {
    const answer = await readAnswer(await post(body))
    await server.settled()
    return answer
  }
  const readers = async () =>
    CacheStats.parse(await (await server.get('/v1/cache/stats')).json()).totals.readers

  it('answers the same question again from its copy, word for word', async () => {
    const calls = model.vendor.calls
    const missed = await post({ question: QUESTION })
    expect(missed.headers.get('cache-status')).toBe('ingot; fwd=miss; stored')
    const miss = await readAnswer(missed)
    await server.settled()
    expect(miss.cache).toMatchObject({ state: 'miss', layer: null, age_s: 0, saved: NOTHING_SAVED })
    expect(miss.usage).toMatchObject({ input_tokens: 100, output_tokens: 20, usd: 0.00027 })

    const response = await post({ question: QUESTION })
    expect(response.headers.get('cache-status')).toMatch(/^ingot; hit; ttl=\d+; detail=exact$/)
    const hit = await readAnswer(response)
    expect(hit.cache).toMatchObject({
      state: 'hit',
      layer: 'exact',
      freshness: 'evergreen',
      saved: CALL_SAVED,
    })
    // Seven days, less a jitter of up to a tenth.
    expect(hit.cache.expires_in_s).toBeGreaterThan(544_000)
    expect(hit.cache.expires_in_s).toBeLessThan(604_801)
    expect(hit.usage).toMatchObject({ input_tokens: 0, output_tokens: 0, gpu_seconds: 0, usd: 0 })
    expect(hit.timing).toMatchObject({ search_ms: 0, read_ms: 0 })
    const { cache: _, usage: __, timing: ___, ...same } = hit
    expect(miss).toMatchObject(same)
    expect(model.vendor.calls).toBe(calls + 1)
  })

  it('replays the stream of it', async () => {
    const first = await readEvents(await post({ question: QUESTION }, SSE))
    await server.settled()
    const response = await post({ question: QUESTION }, SSE)
    expect(response.headers.get('cache-status')).toMatch(/^ingot; hit; ttl=\d+; detail=exact$/)
    const replay = await readEvents(response)
    expect(replay.slice(1, -1)).toEqual(first.slice(1, -1))
    expect(shownText(replay)).toBe(answerText(model.vendor.calls))
    expect(replay[0]?.event).toMatchObject({
      type: 'answer-start',
      cache: { state: 'hit', saved: CALL_SAVED },
    })
    expect(replay.at(-1)?.event).toMatchObject({
      type: 'answer-end',
      cache: { state: 'hit', saved: CALL_SAVED },
    })
  })

  it('knows the question in another spelling, and gives each reader their own wording back', async () => {
    const { id } = await ask()
    const other = `  when was LIGHTHOUSE number ${asked} of Skarv built  `
    const hit = await ask({ question: other, follow_ups: false })
    expect([hit.id, hit.question, hit.cache.state]).toEqual([id, other, 'hit'])
    expect(hit.follow_ups).toEqual([])
    expect((await ask({ question: `${QUESTION} Briefly?` })).cache.state).toBe('miss')
    expect((await ask({ question: QUESTION, output: { length: 'short' } })).cache.state).toBe('miss')
  })

  it('lets 200 who ask at once read one answer of one call', { timeout: 60_000 }, async () => {
    const calls = model.vendor.calls
    const before = await readers()
    const release = model.hold()
    const streams = Array.from({ length: 100 }, async () =>
      readEventStream(await post({ question: QUESTION }, SSE)),
    )
    const whole = Array.from({ length: 100 }, async () => readAnswer(await post({ question: QUESTION })))
    await expect.poll(readers, { timeout: 30_000 }).toBe(before + 200)
    release()
    const opened = await Promise.all(streams)
    const texts = await Promise.all(opened.map(async (stream) => shownText(await stream.rest())))
    const answers = await Promise.all(whole)
    expect(new Set([...texts, ...answers.map(({ synopsis }) => synopsis)])).toEqual(
      new Set([answerText(calls + 1)]),
    )
    expect(model.vendor.calls).toBe(calls + 1)
    const states = [...answers, ...opened.map(({ lines }) => startOf(lines))].map(({ cache }) => cache.state)
    expect(states.filter((state) => state === 'miss')).toHaveLength(1)
    expect(states.filter((state) => state === 'coalesced')).toHaveLength(199)
  })

  it('says who joined an answer in the making', async () => {
    const release = model.hold()
    const leader = readEventStream(await post({ question: QUESTION }, SSE))
    await leader.until('synopsis-delta')
    const joined = await post({ question: QUESTION }, SSE)
    expect(joined.headers.get('cache-status')).toBe('ingot; fwd=miss; collapsed')
    release()
    const end = (await readEvents(joined)).at(-1)?.event
    expect(end).toMatchObject({
      cache: { state: 'coalesced', saved: CALL_SAVED },
      usage: { input_tokens: 0 },
    })
    expect((await leader.rest()).at(-1)?.event).toMatchObject({
      cache: { saved: NOTHING_SAVED },
      usage: { input_tokens: 100 },
    })
  })

  it('is left alone by a bypass, which nobody else reads', async () => {
    const kept = await ask()
    const calls = model.vendor.calls
    const response = await post({ question: QUESTION, cache: { use: 'bypass' } })
    expect(response.headers.get('cache-status')).toBe('ingot; fwd=bypass')
    const own = await readAnswer(response)
    expect(own).toMatchObject({ synopsis: answerText(calls + 1), cache: { state: 'bypass' } })
    expect((await ask()).synopsis).toBe(kept.synopsis)
    expect((await readAnswer(await server.get(`/v1/answers/${own.id}`))).synopsis).toBe(own.synopsis)
  })

  it('is all that "only" reads', async () => {
    const calls = model.vendor.calls
    const refused = await post({ question: QUESTION, cache: { use: 'only' } })
    expect([refused.status, await refused.json()]).toMatchObject([404, { code: 'not_cached' }])
    expect(model.vendor.calls).toBe(calls)
    const kept = await ask()
    expect((await ask({ question: QUESTION, cache: { use: 'only' } })).synopsis).toBe(kept.synopsis)
  })

  it('serves nobody what is older than they will have it', async () => {
    const kept = await ask()
    const young = await ask({ question: QUESTION, cache: { max_age_s: 3_600 } })
    expect([young.cache.state, young.synopsis]).toEqual(['hit', kept.synopsis])
    const anew = await ask({ question: QUESTION, cache: { max_age_s: 0 } })
    expect(anew.cache.state).toBe('miss')
    expect(anew.synopsis).not.toBe(kept.synopsis)
    expect((await ask()).synopsis).toBe(anew.synopsis)
  })

  it('keeps the reasoning for those who ask for it', async () => {
    const { vendor } = model
    vendor.setScript((_, index) => ({
      steps: [
        ...(index >= 0 ? ['data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}\n\n'] : []),
        'data: {"choices":[{"index":0,"delta":{"content":"In 1887 [1]."}}]}\n\n',
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
        'data: [DONE]\n\n',
      ],
    }))
    expect((await ask()).reasoning).toBeNull()
    const calls = vendor.calls
    expect((await ask({ question: QUESTION, reasoning: true })).reasoning).toBe('Hm.')
    expect((await ask()).reasoning).toBeNull()
    expect(vendor.calls).toBe(calls)
    model.hold()()
  })
})

function startOf(lines: Awaited<ReturnType<typeof readEvents>>) {
  const [start] = lines
  if (start?.event.type !== 'answer-start') throw new Error('no start')
  return start.event
}
