import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startCallersApp } from '../support/callers-app.ts'
import { lastSeenId, readEventStream, shownText } from '../support/event-reader.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { answerText, type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { deltaEvent } from '../support/scripted-openai-server.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

const SSE = { accept: 'text/event-stream' }

let model: ScriptedModel
let store: TestStore
let objectsDir: string
let one: TestServer
let two: TestServer
let asked = 0
beforeAll(async () => {
  model = await startScriptedModel()
  store = await startTestStore()
  objectsDir = await mkdtemp(path.join(tmpdir(), 'ingot-objects-'))
  const shared = { ...model.settings, dynamodbEndpoint: store.endpoint, objectsDir }
  one = await startTestServer(shared)
  two = await startTestServer(shared)
  await one.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
})
afterEach(() => model.hold()())
afterAll(async () => {
  await one.close()
  await two.close()
  await store.close()
  await model.close()
  await rm(objectsDir, { recursive: true, force: true })
})

function newQuestion() {
  asked += 1
  return { question: `When was lighthouse number ${asked} of Skarv built?`, mode: 'fast' }
}
const getAnswer = async (server: TestServer, id: string) => readAnswer(await server.get(`/v1/answers/${id}`))

describe('an answer that is fetched later', () => {
  it('has an address at once, and stands there when it is done', async () => {
    const question = newQuestion()
    const release = model.hold()
    const response = await one.post('/v1/answers', question, { prefer: 'respond-async, wait=5' })
    expect(response.status).toBe(202)
    const { location, ...headers } = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      'retry-after': '2',
      'preference-applied': 'respond-async',
      'cache-status': 'ingot; fwd=miss; stored',
    })
    const { status, id } = await readAnswer(response)
    expect(['queued', 'running']).toContain(status)
    expect(location).toBe(`/v1/answers/${id}`)
    for (const server of [one, two]) {
      await expect.poll(async () => (await getAnswer(server, id)).synopsis).toBe('Answer 1 begins')
      expect((await getAnswer(server, id)).status).toBe('running')
    }
    release()
    for (const server of [two, one]) {
      await expect.poll(async () => (await getAnswer(server, id)).status).toBe('completed')
      expect((await getAnswer(server, id)).synopsis).toBe(answerText(1))
      const events = await readEvents(await server.get(`/v1/answers/${id}/events`))
      expect(shownText(events)).toBe(answerText(1))
    }
    const again = await one.post('/v1/answers', question, { prefer: 'respond-async' })
    expect([again.status, (await readAnswer(again)).cache.state]).toEqual([200, 'hit'])
  })
})

describe('a stream that was lost in the middle', () => {
  it.each(['the same server', 'another server'])('goes on where it was, on %s', async (where) => {
    const calls = model.vendor.calls
    const release = model.hold()
    const first = readEventStream(await one.post('/v1/answers', newQuestion(), SSE))
    await first.until('synopsis-delta')
    await first.leave()
    const [start] = first.lines
    const id = start?.event.type === 'answer-start' ? start.event.id : ''
    const server = where === 'the same server' ? one : two
    const response = await fetch(`${server.address}/v1/answers/${id}/events`, {
      headers: { 'last-event-id': lastSeenId(first.lines) ?? '' },
    })
    expect(response.headers.get('cache-status')).toBe('ingot; fwd=miss; collapsed')
    const second = readEventStream(response)
    await second.until('answer-start')
    release()
    await second.rest()
    const types = second.lines.map(({ event }) => event.type)
    expect(types.filter((type) => type === 'source' || type === 'answer-restart')).toEqual([])
    expect(second.lines.at(-1)?.event).toMatchObject({ type: 'answer-end' })
    expect(shownText([...first.lines, ...second.lines])).toBe(answerText(calls + 1))
    expect((await getAnswer(server, id)).synopsis).toBe(answerText(calls + 1))
    expect(model.vendor.calls).toBe(calls + 1)
  })

  it('stands whole on every server for who has seen its end on one', async () => {
    const calls = model.vendor.calls
    const release = model.hold()
    const first = readEventStream(await one.post('/v1/answers', newQuestion(), SSE))
    await first.until('synopsis-delta')
    const [start] = first.lines
    const id = start?.event.type === 'answer-start' ? start.event.id : ''
    const second = readEventStream(await two.get(`/v1/answers/${id}/events`))
    await second.until('synopsis-delta')
    await second.leave()
    release()
    await first.rest()
    expect(await getAnswer(two, id)).toMatchObject({
      status: 'completed',
      synopsis: answerText(calls + 1),
    })
  })

  it('has nothing left but its end when all of it was seen', async () => {
    const lines = await readEvents(await one.post('/v1/answers', newQuestion(), SSE))
    const end = lines.at(-1)
    const id = end?.event.type === 'answer-end' ? end.event.id : ''
    for (const server of [one, two]) {
      const rest = await readEvents(await server.get(`/v1/answers/${id}/events?after=${lastSeenId(lines)}`))
      expect(rest.map(({ event }) => event.type)).toEqual(['answer-start', 'answer-end'])
      expect(Number(rest.at(-1)?.id)).toBeGreaterThanOrEqual(Number(end?.id))
    }
  })

  it('starts again for a reader who comes with the events of another attempt', async () => {
    const lines = await readEvents(await one.post('/v1/answers', newQuestion(), SSE))
    const end = lines.at(-1)?.event
    const id = end?.type === 'answer-end' ? end.id : ''
    const rest = await readEvents(await two.get(`/v1/answers/${id}/events?after=5000003`))
    expect(rest.map(({ event }) => event.type).slice(0, 3)).toEqual([
      'answer-start',
      'answer-restart',
      'search-start',
    ])
    expect(shownText(rest)).toBe(shownText(lines))
  })
})

describe('a request that is sent again under its Idempotency-Key', () => {
  it('reads the first one’s answer, also where the cache would not', async () => {
    const body = { ...newQuestion(), cache: { use: 'bypass' } }
    const headers = { 'idempotency-key': 'the first try' }
    const calls = model.vendor.calls
    const first = await readAnswer(await one.post('/v1/answers', body, headers))
    const second = await readAnswer(await two.post('/v1/answers', body, headers))
    expect([second.id, second.synopsis]).toEqual([first.id, first.synopsis])
    expect(model.vendor.calls).toBe(calls + 1)
    const other = await readAnswer(await two.post('/v1/answers', body, { 'idempotency-key': 'another' }))
    expect(other.id).not.toBe(first.id)
  })

  it('joins it while it is being written, and is refused with another body', async () => {
    const body = { ...newQuestion(), cache: { use: 'bypass' } }
    const headers = { ...SSE, 'idempotency-key': 'joined' }
    const calls = model.vendor.calls
    const release = model.hold()
    const first = readEventStream(await one.post('/v1/answers', body, headers))
    await first.until('synopsis-delta')
    const second = readEventStream(await two.post('/v1/answers', body, headers))
    await second.until('synopsis-delta')
    const refused = await two.post('/v1/answers', { ...body, language: 'fr' }, headers)
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'idempotency_mismatch' }])
    release()
    expect(shownText(await first.rest())).toBe(answerText(calls + 1))
    expect(shownText(await second.rest())).toBe(answerText(calls + 1))
    expect(model.vendor.calls).toBe(calls + 1)
  })
})

describe('an answer that is cancelled', () => {
  const hang = () => model.vendor.setScript({ steps: [deltaEvent({ content: 'Never ending ' }), 'hang'] })

  it.each(['the same server', 'another server'])('stops the model, from %s', async (where) => {
    hang()
    const question = newQuestion()
    const aborts = model.vendor.aborts
    const stream = readEventStream(await one.post('/v1/answers', question, SSE))
    await stream.until('synopsis-delta')
    const [start] = stream.lines
    const id = start?.event.type === 'answer-start' ? start.event.id : ''
    const server = where === 'the same server' ? one : two
    expect((await server.post(`/v1/answers/${id}/cancel`, {})).status).toBe(200)
    await expect.poll(async () => (await getAnswer(server, id)).status).toBe('cancelled')
    expect((await getAnswer(server, id)).synopsis).toBe('Never ending')
    await expect.poll(() => model.vendor.aborts).toBe(aborts + 1)
    const end = (await stream.rest()).at(-1)?.event
    expect(end).toMatchObject({ type: 'answer-end', status: 'cancelled' })
    await one.settled()
    model.hold()()
    const anew = await readAnswer(await one.post('/v1/answers', question))
    expect([anew.cache.state, anew.status]).toEqual(['miss', 'completed'])
    expect(anew.id).not.toBe(id)
  })

  it('goes on for others who read it', async () => {
    const app = await startCallersApp(model.settings)
    await app.addText('acme/ann', DOCUMENTS.lighthouse)
    const question = newQuestion()
    const calls = model.vendor.calls
    const release = model.hold()
    const starter = readEventStream(await app.stream('acme/ann', question))
    const start = (await starter.until('answer-start')).event
    const id = start.type === 'answer-start' ? start.id : ''
    const other = readEventStream(await app.stream('acme/bob', question))
    await other.until('synopsis-delta')
    for (const name of ['acme/bob', 'acme/ann', 'acme/cid'] as const) {
      const reply = await readAnswer(await app.post(name, `/v1/answers/${id}/cancel`))
      expect(reply.status).toBe('running')
    }
    release()
    expect(shownText(await other.rest())).toBe(answerText(calls + 1))
    expect(model.vendor.calls).toBe(calls + 1)
    await app.close()
  })
})
