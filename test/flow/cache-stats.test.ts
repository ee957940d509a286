import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CacheStats } from '../../shared/api/cache-stats.ts'
import { readEventStream } from '../support/event-reader.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { readOpenMetrics } from '../support/read-open-metrics.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const SSE = { accept: 'text/event-stream' }
const FIRST = { question: 'When was the lighthouse of Skarv built?', mode: 'fast' }
/** Its answer is soon out of date. */
const LATEST = { question: 'What is the latest news of the lighthouse of Skarv?', mode: 'fast' }

let model: ScriptedModel
let store: TestStore
let objectsDir: string
let one: TestServer
let two: TestServer

const start = () => startTestServer({ ...model.settings, dynamodbEndpoint: store.endpoint, objectsDir })
const totalsOf = async (server: TestServer) =>
  CacheStats.parse(await (await server.get('/v1/cache/stats')).json())

beforeAll(async () => {
  model = await startScriptedModel()
  store = await startTestStore()
  objectsDir = await mkdtemp(path.join(tmpdir(), 'ingot-objects-'))
  one = await start()
  two = await start()
  await one.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await store.close()
  await model.close()
  await rm(objectsDir, { recursive: true, force: true })
})

async function ask(server: TestServer, body: object) {
  const answer = await readAnswer(await server.post('/v1/answers', body))
  await server.settled()
  return answer.cache.state
}

describe('what the cache tells of itself', () => {
  it('is what was asked of it', async () => {
    const states = [
      await ask(one, FIRST),
      await ask(one, FIRST),
      await ask(one, FIRST),
      await ask(one, { ...FIRST, cache: { use: 'bypass' } }),
      await ask(one, LATEST),
    ]
    expect(states).toEqual(['miss', 'hit', 'hit', 'bypass', 'miss'])
    const { totals, by_freshness, by_hour, layers } = await totalsOf(one)
    expect(totals).toEqual({
      readers: 5,
      hits: 2,
      stale: 0,
      coalesced: 0,
      misses: 2,
      bypasses: 1,
      hit_ratio: 0.4,
      memory_hits: 1,
      fills: 3,
      refreshes: 0,
      failures: 0,
      failures_remembered: 0,
      failures_made_up: 0,
      model_calls: 3,
      model_calls_avoided: 2,
      tokens_saved: 240,
      gpu_seconds_saved: 0.826,
      usd_saved: 0.00054,
      tokens_used: expect.any(Number),
      gpu_seconds_used: expect.any(Number),
      usd_used: expect.any(Number),
      takeovers: 0,
      superseded_writes: 0,
    })
    expect(layers.answer).toEqual({ hits: 2, misses: 2 })
    expect(by_freshness.evergreen).toMatchObject({ readers: 4, model_calls: 2 })
    expect(by_freshness.news).toMatchObject({ readers: 1, misses: 1, model_calls: 1 })
    expect(by_hour.reduce((sum, { readers }) => sum + readers, 0)).toBe(5)
  })

  it('is the sum of what all servers of a store have counted', async () => {
    expect(await ask(two, FIRST)).toBe('hit')
    const release = model.hold()
    const question = { question: 'Who built the lighthouse of Skarv?', mode: 'fast' }
    const leader = readEventStream(await one.post('/v1/answers', question, SSE))
    await leader.until('synopsis-delta')
    const followers = [one, two, two].map(async (server) =>
      readEventStream(await server.post('/v1/answers', question, SSE)),
    )
    const opened = await Promise.all(followers)
    release()
    await Promise.all([leader, ...opened].map((stream) => stream.rest()))
    await one.settled()
    // Each server writes down what it counted when it is asked, or a second later.
    await totalsOf(one)
    const { totals } = await totalsOf(two)
    expect(totals).toMatchObject({
      readers: 10,
      hits: 3,
      coalesced: 3,
      misses: 3,
      bypasses: 1,
      fills: 4,
      model_calls: 4,
      model_calls_avoided: 6,
      tokens_saved: 720,
    })
    expect((await totalsOf(one)).totals).toEqual(totals)
    const { samples } = readOpenMetrics(await (await one.get('/metrics')).text())
    const counted = [...samples].filter(([name]) => name.startsWith('ingot_hits_total'))
    expect(counted.reduce((sum, [, hits]) => sum + hits, 0)).toBe(3)
    expect(samples.get('ingot_model_running{model="tiny"}')).toBe(0)
  })

  it('is still known after a restart', async () => {
    const before = (await totalsOf(one)).totals
    expect(await ask(one, FIRST)).toBe('hit')
    await one.stop()
    await two.stop()
    one = await start()
    two = await start()
    expect((await totalsOf(two)).totals).toMatchObject({
      readers: before.readers + 1,
      hits: before.hits + 1,
      model_calls: before.model_calls,
    })
  })
})
