import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { postJson, scriptedAnswers, scriptedDeps } from '../../support/scripted-answers.ts'

const QUESTION = { question: 'What causes the tides?' }

async function refused(init: RequestInit, path = '/v1/answers', bodyLimitBytes = 100_000) {
  const { answers, asked } = scriptedAnswers()
  const app = createApp(scriptedDeps({ answers, bodyLimitBytes }))
  const reply = await app.request(path, init)
  const problem = Problem.parse(await reply.json())
  expect(reply.headers.get('content-type')).toBe('application/problem+json')
  expect(problem.status).toBe(reply.status)
  expect(asked).toEqual([])
  return { status: problem.status, code: problem.code, fields: problem.fields }
}

describe('a refused body', () => {
  const UNKNOWN =
    'unknown field; known: question, thread_id, mode, model, sources, filters, language, region, max_sources, follow_ups, reasoning, cache, output'
  const UNKNOWN_FILTER =
    'unknown field; known: domains_allow, domains_deny, published_after, published_before, languages'
  const MODES = 'expected one of "auto"|"fast"|"deep"'
  const FIELDS: [string, object, { path: string; message: string }[]][] = [
    ['an empty question', { question: '' }, [{ path: 'question', message: 'must not be empty' }]],
    ['a blank question', { question: ' \n\t' }, [{ path: 'question', message: 'must not be empty' }]],
    [
      'a question that shows nothing',
      { question: '\u0000 \u200b\ud800' },
      [{ path: 'question', message: 'must not be empty' }],
    ],
    ['no question', {}, [{ path: 'question', message: 'expected string, received undefined' }]],
    [
      'a question of 50,000 characters',
      { question: 'x'.repeat(50_000) },
      [{ path: 'question', message: 'Too big: expected string to have <=4000 characters' }],
    ],
    ['a wrong type', { question: 7 }, [{ path: 'question', message: 'expected string, received number' }]],
    ['an unknown value', { ...QUESTION, mode: 'slow' }, [{ path: 'mode', message: MODES }]],
    ['an unknown field', { ...QUESTION, modle: 1 }, [{ path: 'modle', message: UNKNOWN }]],
    [
      'an unknown nested field',
      { ...QUESTION, filters: { domain: 'a.org' } },
      [{ path: 'filters.domain', message: UNKNOWN_FILTER }],
    ],
    [
      'a wrong item of a list',
      { ...QUESTION, filters: { languages: ['en', 'de', 'english!'] } },
      [{ path: 'filters.languages[2]', message: 'must be a language tag such as "en" or "zh-Hant"' }],
    ],
    [
      'more source kinds than there are',
      { ...QUESTION, sources: Array(50_000).fill('web') },
      [{ path: 'sources', message: 'Too big: expected array to have <=3 items' }],
    ],
    ['a list', [QUESTION], [{ path: '', message: 'expected object, received array' }]],
  ]
  it.each(FIELDS)('with %s is a 400 that names the field', async (_, body, fields) => {
    expect(await refused(postJson(body), '/v1/answers', 1_000_000)).toEqual({
      status: 400,
      code: 'invalid_request',
      fields,
    })
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'with a key %s is refused, and changes nothing',
    async (key) => {
      const outcome = await refused(postJson(`{"question": "x", "filters": {"${key}": {"polluted": true}}}`))
      expect(outcome.fields).toEqual([{ path: `filters.${key}`, message: UNKNOWN_FILTER }])
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    },
  )

  it('with a thousand wrong fields is told of the first twenty', async () => {
    const body = { ...QUESTION, ...Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, n])) }
    expect((await refused(postJson(body))).fields).toHaveLength(20)
  })

  const NOT_JSON: [string, BodyInit][] = [
    ['no JSON', '{"question": What causes the tides?}'],
    ['nothing', ''],
    ['invalid UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22])],
    ['brackets without end', '['.repeat(50_000)],
    ['33 levels', `{"question": ${'['.repeat(32)}${']'.repeat(32)}}`],
  ]
  it.each(NOT_JSON)('of %s is invalid JSON', async (_, body) => {
    const outcome = await refused({ method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(outcome).toEqual({ status: 400, code: 'invalid_json', fields: undefined })
  })

  it('may hold brackets and quotes inside a string', async () => {
    const reply = await createApp(scriptedDeps()).request(
      '/v1/answers',
      postJson({ question: `\\"${'[{"'.repeat(100)}` }),
    )
    expect(reply.status).toBe(200)
  })

  const TYPES: [string, Record<string, string>][] = [
    ['text', { 'content-type': 'text/plain' }],
    ['no type', { 'content-type': '' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['compressed JSON', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ]
  it.each(TYPES)('of %s is a 415', async (_, headers) => {
    const outcome = await refused({ method: 'POST', headers, body: JSON.stringify(QUESTION) })
    expect(outcome).toEqual({ status: 415, code: 'unsupported_media_type', fields: undefined })
  })

  it('above the limit by its own account is a 413, and none of it is read', async () => {
    const { body, pulls } = countedBody()
    const headers = { 'content-type': 'application/json', 'content-length': '100001' }
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
    expect(await refused(init)).toMatchObject({ status: 413, code: 'payload_too_large' })
    expect(pulls()).toBe(0)
  })

  it('that passes the limit as it comes is a 413, and the rest of it is not read', async () => {
    const { body, pulls } = countedBody()
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' }
    expect(await refused(init as RequestInit)).toMatchObject({ status: 413, code: 'payload_too_large' })
    expect(pulls()).toBe(11)
  })
})

/** A body of 1 MB, in parts of 10,000 bytes. */
function countedBody() {
  let pulls = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulls += 1
        controller.enqueue(new Uint8Array(10_000).fill(0x20))
        if (pulls === 100) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, pulls: () => pulls }
}

describe('an address', () => {
  it('that is unknown is a 404, and its path is not echoed', async () => {
    const reply = await createApp(scriptedDeps()).request('/v1/tell-me?q=secret')
    expect(reply.status).toBe(404)
    expect(await reply.text()).not.toMatch(/tell-me|secret/)
  })

  it.each([
    ['/v1/answers', 'PUT', 'POST'],
    ['/v1/answers', 'GET', 'POST'],
    ['/v1/answers/ans_1', 'POST', 'GET, HEAD'],
    ['/v1/documents/doc_1', 'PUT', 'GET, HEAD, DELETE'],
    ['/health/live', 'POST', 'GET, HEAD'],
    ['/docs', 'OPTIONS', 'GET, HEAD'],
  ])('%s refuses %s and names what it allows', async (path, method, allow) => {
    const reply = await createApp(scriptedDeps()).request(path, { method })
    expect(reply.status).toBe(405)
    expect(reply.headers.get('allow')).toBe(allow)
    expect(Problem.parse(await reply.json()).code).toBe('method_not_allowed')
  })
})
