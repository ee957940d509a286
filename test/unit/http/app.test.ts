import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { createApp } from '../../../functions/http/app.ts'
import type { AppDeps } from '../../../functions/http/app-deps.ts'
import { Answer } from '../../../shared/api/answer.ts'
import { Live, Ready } from '../../../shared/api/health.ts'
import { ModelList } from '../../../shared/api/models.ts'
import { ANSWER_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { SearchResponse } from '../../../shared/api/search.ts'
import { type ErrorCode, IngotError } from '../../../shared/errors.ts'
import {
  CALLER,
  EVENTS,
  numbered,
  play,
  postJson,
  START,
  scriptedAnswers,
  scriptedDeps,
} from '../../support/scripted-answers.ts'

async function json<Schema extends z.ZodType>(reply: Response, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse(await reply.json())
}

const ask = (deps: Partial<AppDeps>, headers = {}) =>
  createApp(scriptedDeps(deps)).request('/v1/answers', postJson({ question: 'x' }, headers))

describe('a question', () => {
  it('is answered as JSON, with its own timing in a header', async () => {
    const reply = await ask({})
    expect(reply.status).toBe(200)
    expect(await json(reply, Answer)).toEqual(ANSWER_EXAMPLE)
    expect(reply.headers.get('server-timing')).toBe(
      'search;dur=310, read;dur=420, first_delta;dur=910, total;dur=2100',
    )
  })

  it('reaches the core with its defaults filled in, and who asked it', async () => {
    const { answers, asked } = scriptedAnswers()
    await ask({ answers })
    expect(asked).toEqual([
      {
        caller: CALLER,
        request: {
          question: 'x',
          mode: 'auto',
          model: null,
          thread_id: null,
          sources: ['web', 'documents'],
          filters: {
            domains_allow: [],
            domains_deny: [],
            published_after: null,
            published_before: null,
            languages: [],
          },
          language: null,
          region: null,
          max_sources: 8,
          follow_ups: true,
          reasoning: false,
          cache: { use: 'default', max_age_s: null, semantic: true },
          output: { length: 'medium', json_schema: null },
        },
      },
    ])
  })

  it('whose answer fails is a problem of the same code', async () => {
    const failed = {
      type: 'answer-error',
      code: 'search_unavailable',
      message: 'No search.',
      retryable: true,
    } as const
    const reply = await ask({ answers: scriptedAnswers(() => play([START, ...numbered([failed])])).answers })
    expect(reply.status).toBe(503)
    expect(reply.headers.get('retry-after')).toBe('5')
    expect(reply.headers.get('x-should-retry')).toBe('false')
    expect(await json(reply, Problem)).toMatchObject({
      code: 'search_unavailable',
      detail: 'No search.',
      retryable: true,
    })
  })

  it('whose reading ends early is an internal problem, not half an answer', async () => {
    const reply = await ask({ answers: scriptedAnswers(() => play(EVENTS.slice(0, 6))).answers })
    expect(reply.status).toBe(500)
    expect((await json(reply, Problem)).code).toBe('internal')
  })
})

describe('a reply', () => {
  const app = createApp(scriptedDeps({ models: () => ({ object: 'list', data: [] }) }))

  it('fits its schema on every route', async () => {
    expect(await json(await app.request('/v1/answers/ans_7Q2fK9'), Answer)).toEqual(ANSWER_EXAMPLE)
    expect(await json(await app.request('/v1/summaries', postJson({ text: 'Tides.' })), Answer)).toEqual(
      ANSWER_EXAMPLE,
    )
    await json(await app.request('/v1/search', postJson({ query: 'tides' })), SearchResponse)
    await json(await app.request('/v1/models'), ModelList)
    expect(await json(await app.request('/health/live'), Live)).toEqual({ status: 'live', version: '1.2.3' })
    expect((await json(await app.request('/health/ready'), Ready)).status).toBe('ready')
  })

  it('to an unknown id is a 404 with the words of the core', async () => {
    const reply = await app.request('/v1/answers/ans_other')
    expect(reply.status).toBe(404)
    expect((await json(reply, Problem)).detail).toBe('There is no answer of this id.')
  })

  it('on readiness is a 503 while a dependency fails', async () => {
    const readiness = async () => ({
      status: 'not_ready' as const,
      dependencies: { store: 'failed' as const },
    })
    const reply = await createApp(scriptedDeps({ readiness })).request('/health/ready')
    expect(reply.status).toBe(503)
    expect((await json(reply, Ready)).dependencies).toEqual({ store: 'failed' })
  })

  it.each([
    ['abc-DEF_1.2', 'abc-DEF_1.2'],
    ['has space', 'request-1'],
    ['x'.repeat(65), 'request-1'],
    ['{"a":1}', 'request-1'],
  ])('to a request of id %s has the id %s', async (sent, got) => {
    const reply = await app.request('/nowhere', { headers: { 'x-request-id': sent } })
    expect(reply.headers.get('x-request-id')).toBe(got)
    expect((await json(reply, Problem)).request_id).toBe(got)
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    expect(reply.headers.get('server-timing')).toBe('total;dur=0')
  })
})

describe('a failure inside', () => {
  const throwing = (thrown: unknown) => {
    const fail = async () => Promise.reject(thrown)
    return { answers: { ...scriptedAnswers().answers, ask: fail } }
  }

  it.each([
    ['an error', new Error('secret-7 in "what was asked"')],
    ['a string', 'secret-7'],
    ['an object', { message: 'secret-7' }],
    ['nothing', undefined],
  ])('that throws %s is an internal problem whose text stays inside', async (_, thrown) => {
    const deps = scriptedDeps(throwing(thrown))
    const reply = await createApp(deps).request('/v1/answers', postJson({ question: 'what was asked' }))
    expect(reply.status).toBe(500)
    const problem = await json(reply, Problem)
    expect(problem).toMatchObject({
      code: 'internal',
      detail: 'Something failed inside the server.',
      retryable: true,
    })
    expect(reply.headers.get('x-request-id')).toBe('request-1')
    expect(JSON.stringify([problem, deps.logged])).not.toMatch(/secret-7|what was asked/)
    expect(deps.logged.map(({ event, level }) => [event, level])).toEqual([
      ['failure', 'error'],
      ['request', 'info'],
    ])
  })

  it.each([
    ['answer_gone', 410],
    ['page_not_found', 422],
    ['model_timeout', 504],
  ] as [ErrorCode, number][])('of code %s is a %i with its own words', async (code, status) => {
    const reply = await ask(throwing(new IngotError(code, 'Told to people.')))
    expect([reply.status, (await json(reply, Problem)).detail]).toEqual([status, 'Told to people.'])
    expect(reply.headers.has('retry-after')).toBe(false)
  })

  it('that comes of the client having left is no failure of ours', async () => {
    const left = new AbortController()
    const search = async () => {
      left.abort()
      throw left.signal.reason
    }
    const deps = scriptedDeps({ answers: { ...scriptedAnswers().answers, search } })
    await createApp(deps).request('/v1/search', { ...postJson({ query: 'x' }), signal: left.signal })
    expect(deps.logged.map(({ event }) => event)).toEqual(['request'])
  })

  it('that knows when to come back says so in whole seconds', async () => {
    const reply = await ask(throwing(new IngotError('model_throttled', 'Busy.', { retryAfterS: 7.2 })))
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '8'])
  })
})

describe('the access log', () => {
  it('names the route, and holds no word of a question', async () => {
    const deps = scriptedDeps()
    const app = createApp(deps)
    await app.request('/v1/answers', postJson({ question: 'my secret illness' }))
    await app.request('/v1/answers/ans_7Q2fK9')
    await app.request('/secret?q=secret')
    expect(deps.logged).toEqual([
      {
        level: 'info',
        event: 'request',
        method: 'POST',
        route: '/v1/answers',
        status: 200,
        ms: 0,
        request_id: 'request-1',
      },
      {
        level: 'info',
        event: 'request',
        method: 'GET',
        route: '/v1/answers/:id',
        status: 200,
        ms: 0,
        request_id: 'request-1',
      },
      {
        level: 'info',
        event: 'request',
        method: 'GET',
        route: 'none',
        status: 404,
        ms: 0,
        request_id: 'request-1',
      },
    ])
  })
})

describe('callers', () => {
  const ROUTES: [string, string, 'read' | 'write'][] = [
    ['POST', '/v1/answers', 'read'],
    ['GET', '/v1/answers/ans_1', 'read'],
    ['POST', '/v1/summaries', 'read'],
    ['POST', '/v1/search', 'read'],
    ['GET', '/v1/documents', 'read'],
    ['GET', '/v1/documents/doc_1', 'read'],
    ['POST', '/v1/documents', 'write'],
    ['DELETE', '/v1/documents/doc_1', 'write'],
    ['GET', '/v1/models', 'read'],
  ]
  it.each(ROUTES)('%s %s needs the scope %s', async (method, path, scope) => {
    const others = CALLER.scopes.filter((held) => held !== scope)
    const app = createApp(scriptedDeps({ authenticate: async () => ({ ...CALLER, scopes: others }) }))
    const reply = await app.request(path, { method })
    expect(reply.status).toBe(403)
    expect(await json(reply, Problem)).toMatchObject({
      code: 'forbidden',
      detail: `This needs the scope "${scope}".`,
    })
  })

  it.each(ROUTES)('%s %s refuses a caller that is not known', async (method, path) => {
    const authenticate = async () => Promise.reject(new IngotError('unauthenticated', 'Who are you?'))
    const reply = await createApp(scriptedDeps({ authenticate })).request(path, { method })
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  })

  it.each([
    ['Bearer ingot_none', 'Bearer error="invalid_token"'],
    ['Basic YTpi', 'Bearer'],
  ])('say to who sent %s what they were', async (authorization, told) => {
    const authenticate = async () => Promise.reject(new IngotError('unauthenticated', 'Who are you?'))
    const asked = createApp(scriptedDeps({ authenticate })).request('/v1/models', {
      headers: { authorization },
    })
    expect((await asked).headers.get('www-authenticate')).toBe(told)
  })

  it('are not asked for by health and documentation', async () => {
    const authenticate = async () => Promise.reject(new IngotError('unauthenticated', 'Who are you?'))
    const app = createApp(scriptedDeps({ authenticate }))
    for (const path of ['/health/live', '/health/ready', '/docs', '/openapi.json']) {
      expect((await app.request(path)).status).toBe(200)
    }
  })
})

describe('the loopback guard', () => {
  const app = createApp(scriptedDeps({ guardLoopback: true }))
  const status = async (headers: Record<string, string>) =>
    (await app.request('/v1/models', { headers })).status

  it.each(['localhost', 'LOCALHOST:8787', '127.0.0.1:8787', '[::1]:8787'])(
    'lets the host %s pass',
    async (host) => {
      expect(await status({ host })).toBe(200)
    },
  )

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:8787',
    '0.0.0.0:8787',
    '10.0.0.5',
    'user@localhost',
  ])('refuses the host %s', async (host) => {
    expect(await status({ host })).toBe(403)
  })

  it.each([
    ['http://localhost:8787', 200],
    ['http://127.0.0.1:3000', 200],
    ['https://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['null', 403],
  ])('answers a page of %s with %i', async (origin, expected) => {
    expect(await status({ host: '127.0.0.1:8787', origin })).toBe(expected)
  })

  it('is off unless it is asked for', async () => {
    const open = createApp(scriptedDeps())
    expect((await open.request('/v1/models', { headers: { host: 'api.example.org' } })).status).toBe(200)
  })
})
