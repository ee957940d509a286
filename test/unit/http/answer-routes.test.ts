import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import type { Answers, AskOptions } from '../../../shared/answer/answers.ts'
import { Answer } from '../../../shared/api/answer.ts'
import { ANSWER_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { PurgeResponse } from '../../../shared/api/purge.ts'
import { IngotError } from '../../../shared/errors.ts'
import {
  CALLER,
  EVENTS,
  play,
  postJson,
  scriptedAnswers,
  scriptedDeps,
} from '../../support/scripted-answers.ts'
import { readEvents } from '../../support/test-server.ts'

const ID = ANSWER_EXAMPLE.id
const STATUS = 'ingot; fwd=miss; stored'

function createScripted(overrides: Partial<Answers> = {}) {
  const { answers, asked } = scriptedAnswers()
  const app = createApp(scriptedDeps({ answers: { ...answers, ...overrides } }))
  const get = (path: string, headers = {}) => app.request(path, { headers })
  const post = (path: string, body: unknown = {}, headers = {}) => app.request(path, postJson(body, headers))
  return { asked, get, post }
}

/** What the core is told of the headers. */
function createListening(reading: Partial<Awaited<ReturnType<Answers['ask']>>> = {}) {
  const heard: AskOptions[] = []
  const listen = async (_: unknown, __: unknown, options: AskOptions = {}) => {
    heard.push(options)
    return { id: ID, cache: ANSWER_EXAMPLE.cache, isDeferred: false, events: play(EVENTS), ...reading }
  }
  return { heard, ...createScripted({ ask: listen, summarize: listen }) }
}

async function problemOf(response: Response) {
  const { status, code, fields } = Problem.parse(await response.json())
  return { status, code, fields }
}

describe('GET /v1/answers/{id}/events', () => {
  it('streams the answer, whatever is accepted', async () => {
    const { get, asked } = createScripted()
    const response = await get(`/v1/answers/${ID}/events`)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-status')).toBe(STATUS)
    expect((await readEvents(response)).map(({ event }) => event)).toEqual(EVENTS.map(({ event }) => event))
    expect(asked).toEqual([{ request: { askedId: ID, after: null }, caller: CALLER }])
  })

  it.each([
    ['?after=7000003', {}, 7_000_003],
    ['?after=0', {}, 0],
    ['', { 'last-event-id': '7000003' }, 7_000_003],
    ['?after=5', { 'last-event-id': '7000003' }, 5],
    ['', { 'last-event-id': '' }, null],
    ['', { 'last-event-id': 'of another service' }, null],
    ['', { 'last-event-id': '12345678901234567' }, null],
  ])('with %s and the headers %o begins after %s', async (query, headers, after) => {
    const { get, asked } = createScripted()
    expect((await get(`/v1/answers/${ID}/events${query}`, headers)).status).toBe(200)
    expect(asked).toMatchObject([{ request: { after } }])
  })

  it.each(['?after=-1', '?after=1.5', '?after=last', '?after=9007199254740993'])(
    'refuses %s and names it',
    async (query) => {
      const { get, asked } = createScripted()
      const { status, code, fields } = await problemOf(await get(`/v1/answers/${ID}/events${query}`))
      expect([status, code, fields?.map(({ path }) => path)]).toEqual([400, 'invalid_request', ['after']])
      expect(asked).toEqual([])
    },
  )

  it('refuses other parameters, and ids that nobody knows', async () => {
    const { get } = createScripted()
    const { fields } = await problemOf(await get(`/v1/answers/${ID}/events?since=3`))
    expect(fields).toEqual([{ path: 'since', message: 'unknown field; known: after' }])
    expect((await get('/v1/answers/ans_other/events')).status).toBe(404)
  })

  it('is 410 once the answer is gone', async () => {
    const resume = async () => Promise.reject(new IngotError('answer_gone', 'This answer was purged.'))
    const { get } = createScripted({ resume })
    expect(await problemOf(await get(`/v1/answers/${ID}/events`))).toMatchObject({
      status: 410,
      code: 'answer_gone',
    })
  })
})

describe('POST /v1/answers/{id}/cancel', () => {
  it('gives the answer as it stands then', async () => {
    const { post } = createScripted()
    const response = await post(`/v1/answers/${ID}/cancel`)
    expect(response.status).toBe(200)
    expect(Answer.parse(await response.json()).status).toBe('cancelled')
  })

  it('needs no body, and an id that is known', async () => {
    const { answers } = scriptedAnswers()
    const app = createApp(scriptedDeps({ answers }))
    expect((await app.request(`/v1/answers/${ID}/cancel`, { method: 'POST' })).status).toBe(200)
    expect((await app.request('/v1/answers/ans_other/cancel', { method: 'POST' })).status).toBe(404)
  })
})

describe('POST /v1/answers/{id}/feedback', () => {
  it.each(['good', 'bad', 'wrong_hit'])('takes the verdict "%s"', async (verdict) => {
    const { post, asked } = createScripted()
    const response = await post(`/v1/answers/${ID}/feedback`, { verdict })
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(asked).toEqual([{ request: { verdict, comment: null }, caller: CALLER }])
  })

  it.each([
    [{ verdict: 'wrong' }, 'verdict', 'expected one of "good"|"bad"|"wrong_hit"'],
    [{}, 'verdict', 'expected one of "good"|"bad"|"wrong_hit"'],
    [
      { verdict: 'bad', comment: 'x'.repeat(2_001) },
      'comment',
      'Too big: expected string to have <=2000 characters',
    ],
    [{ verdict: 'bad', reason: 'long' }, 'reason', 'unknown field; known: verdict, comment'],
  ])('refuses %o and says what is allowed', async (body, path, message) => {
    const { post, asked } = createScripted()
    expect(await problemOf(await post(`/v1/answers/${ID}/feedback`, body))).toEqual({
      status: 400,
      code: 'invalid_request',
      fields: [{ path, message }],
    })
    expect(asked).toEqual([])
  })

  it('is 404 for an id that nobody knows', async () => {
    expect((await createScripted().post('/v1/answers/ans_other/feedback', { verdict: 'bad' })).status).toBe(
      404,
    )
  })
})

describe.each([
  ['/v1/answers', { question: 'What causes the tides?' }],
  ['/v1/summaries', { text: 'Tides.' }],
])('POST %s', (path, body) => {
  it.each([
    ['respond-async', true],
    ['Respond-Async', true],
    ['wait=10, respond-async; foo=bar', true],
    ['respond-asynchronously', false],
    ['return=minimal', false],
  ])('with "Prefer: %s" may be answered later: %s', async (prefer, isDeferred) => {
    const { post, heard } = createListening()
    await post(path, body, { prefer })
    expect(heard).toEqual([{ isDeferred, idempotency: undefined }])
  })

  it('is a 202 with the answer’s address when it is answered later', async () => {
    const { get } = scriptedAnswers().answers
    const running = async (...asked: Parameters<typeof get>) => ({
      ...(await get(...asked)),
      status: 'queued' as const,
    })
    const { answers } = scriptedAnswers()
    const ask: Answers['ask'] = async (request, caller) => ({
      ...(await answers.ask(request, caller)),
      isDeferred: true,
    })
    const summarize = ask as unknown as Answers['summarize']
    const { post } = createScripted({ ask, summarize, get: running })
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await post(path, body, { prefer: 'respond-async', accept })
      expect(response.status).toBe(202)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        location: `/v1/answers/${ID}`,
        'retry-after': '2',
        'preference-applied': 'respond-async',
        'cache-status': STATUS,
        'content-type': 'application/json',
      })
      expect(Answer.parse(await response.json()).status).toBe('queued')
    }
  })

  it('hands on the Idempotency-Key with a hash of what is asked', async () => {
    const { post, heard } = createListening()
    await post(path, body, { 'idempotency-key': 'a key' })
    await post(path, Object.fromEntries(Object.entries(body).reverse()), { 'idempotency-key': 'a key' })
    await post(path, { ...body, language: 'fr' }, { 'idempotency-key': 'x'.repeat(255) })
    const [first, again, other] = heard.map(({ idempotency }) => idempotency)
    expect(first?.key).toBe('a key')
    expect(first?.bodyHash).toMatch(/^[0-9a-f]{64}$/)
    expect(again).toEqual(first)
    expect(other?.bodyHash).not.toBe(first?.bodyHash)
  })

  it.each(['', 'x'.repeat(256)])('refuses the Idempotency-Key "%s"', async (key) => {
    const { post, heard } = createListening()
    expect(await problemOf(await post(path, body, { 'idempotency-key': key }))).toEqual({
      status: 400,
      code: 'invalid_request',
      fields: [{ path: 'Idempotency-Key', message: '1 to 255 characters' }],
    })
    expect(heard).toEqual([])
  })

  it('is 422 for another body under the same key', async () => {
    const refuse = async () => Promise.reject(new IngotError('idempotency_mismatch', 'Another body.'))
    const { post } = createScripted({ ask: refuse, summarize: refuse })
    const response = await post(path, body, { 'idempotency-key': 'a key' })
    expect(await problemOf(response)).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
  })

  it.each(['application/json', 'text/event-stream'])('tells the Cache-Status with %s', async (accept) => {
    const cache = {
      ...ANSWER_EXAMPLE.cache,
      state: 'hit' as const,
      layer: 'exact' as const,
      expires_in_s: 812,
    }
    const { post } = createListening({ cache })
    const response = await post(path, body, { accept })
    expect(response.headers.get('cache-status')).toBe('ingot; hit; ttl=812; detail=exact')
  })

  it('sends what is finished as it is', async () => {
    const timing = { search_ms: 0, read_ms: 0, first_delta_ms: 1, total_ms: 1 }
    const json = JSON.stringify({ ...ANSWER_EXAMPLE, timing })
    const { post } = createListening({ finished: () => ({ json: new TextEncoder().encode(json), timing }) })
    const response = await post(path, body)
    expect(await response.text()).toBe(json)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-status': STATUS,
      'server-timing': 'search;dur=0, read;dur=0, first_delta;dur=1, total;dur=1',
    })
    const streamed = await post(path, body, { accept: 'text/event-stream' })
    expect(await readEvents(streamed)).toHaveLength(EVENTS.length)
  })
})

describe('POST /v1/cache/purge', () => {
  const KEY = 'a'.repeat(40)
  it.each([
    [{ answer: ID }, { answer: ID }],
    [{ key: { key: KEY } }, { key: { scope: 'public', key: KEY } }],
    [{ key: { scope: 'tenant:a', key: KEY } }, { key: { scope: 'tenant:a', key: KEY } }],
    [{ url: 'https://example.org/a' }, { url: 'https://example.org/a' }],
    [{ host: 'Example.org' }, { host: 'Example.org' }],
    [{ document: 'doc_1' }, { document: 'doc_1' }],
  ])('takes %o', async (body, request) => {
    const asked: unknown[] = []
    const { post } = createScripted({
      async purge(...given) {
        asked.push(given)
        return { answers: 2, items: 3 }
      },
    })
    const response = await post('/v1/cache/purge', body)
    expect(PurgeResponse.parse(await response.json())).toEqual({ answers: 2, items: 3 })
    expect(asked).toEqual([[request, CALLER]])
  })

  const ONE = 'give exactly one of answer, key, url, host, document'
  it.each([
    [{}, '', ONE],
    [{ url: 'https://example.org/', host: 'example.org' }, '', ONE],
    [{ answer: ID, document: 'doc_1' }, '', ONE],
    [{ key: { key: 'abc' } }, 'key.key', 'must be 40 hexadecimal digits'],
    [{ host: 'https://example.org' }, 'host', 'must be a host name such as "example.org"'],
    [{ page: 'https://example.org' }, 'page', 'unknown field; known: answer, key, url, host, document'],
  ])('refuses %o', async (body, path, message) => {
    const { post } = createScripted({ purge: async () => Promise.reject(new Error('asked')) })
    const { status, code, fields } = await problemOf(await post('/v1/cache/purge', body))
    expect([status, code]).toEqual([400, 'invalid_request'])
    expect(fields).toContainEqual({ path, message })
  })
})

describe('callers', () => {
  it.each([
    ['GET', `/v1/answers/${ID}/events`, 'read'],
    ['POST', `/v1/answers/${ID}/cancel`, 'read'],
    ['POST', `/v1/answers/${ID}/feedback`, 'read'],
    ['POST', '/v1/cache/purge', 'operator'],
  ])('%s %s needs the scope %s', async (method, path, scope) => {
    const scopes = CALLER.scopes.filter((held) => held !== scope)
    const app = createApp(scriptedDeps({ authenticate: async () => ({ ...CALLER, scopes }) }))
    expect((await app.request(path, { method })).status).toBe(403)
  })
})
