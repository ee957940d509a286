import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv, LogEntry } from '../../../functions/http/app-deps.ts'
import { observe } from '../../../functions/http/middleware/observe.ts'

/** An app that takes 30 ms for each request, whatever it is. */
function world() {
  const logged: LogEntry[] = []
  const counted: string[] = []
  let now = 1_000
  const app = new Hono<AppEnv>()
  const fail = (_: unknown, thrown: unknown) => new Response(`failed: ${String(thrown)}`, { status: 500 })
  app.use(
    observe(
      {
        clock: { now: () => now, sleep: async () => undefined },
        log: (entry) => logged.push(entry),
        count: (counter) => counted.push(counter),
        newRequestId: () => 'made-here',
      },
      fail,
    ),
  )
  app.use(async (_, next) => {
    now += 30
    await next()
  })
  let cancelled = 0
  const cancel = () => {
    cancelled += 1
  }
  const stream = () => new ReadableStream({ cancel }, { highWaterMark: 0 })
  const told = (c: { get(name: 'requestId'): string }) => new Response(c.get('requestId'))
  app.get('/v1/answers/:id', told)
  app.post('/v1/answers', told)
  app.post('/v1/search', told)
  app.post('/v1/summaries', () => new Response('no', { status: 429 }))
  app.get('/stream', () => new Response(stream()))
  app.get('/thrown', () => {
    throw 'a text'
  })
  return { app, logged, counted, cancelled: () => cancelled }
}

describe('what is told of a request', () => {
  it('is one line with the pattern of its route: its path and query may hold words of a question', async () => {
    const { app, logged } = world()
    await app.request('/v1/answers/who-built-it?q=lighthouse')
    expect(logged).toEqual([
      {
        level: 'info',
        event: 'request',
        method: 'GET',
        route: '/v1/answers/:id',
        status: 200,
        ms: 30,
        request_id: 'made-here',
      },
    ])
  })

  it('has no route where there is none', async () => {
    const { app, logged } = world()
    await app.request('/who/built/it')
    expect(logged).toMatchObject([{ route: 'none', status: 404 }])
  })

  it.each([
    ['app-42', 'app-42'],
    ['a.b_c-D', 'a.b_c-D'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), 'made-here'],
    ['a b', 'made-here'],
    ['a"}', 'made-here'],
    ['', 'made-here'],
  ])('has the id %j that a client sent only where it is a short word', async (given, id) => {
    const { app, logged } = world()
    const response = await app.request('/v1/answers/a', { headers: { 'x-request-id': given } })
    expect([await response.text(), logged[0]?.['request_id']]).toEqual([id, id])
  })

  it('is also told when what was thrown is no error', async () => {
    const { app, logged } = world()
    const response = await app.request('/thrown')
    expect([response.status, await response.text()]).toEqual([500, 'failed: a text'])
    expect(logged).toMatchObject([{ route: '/thrown', status: 500 }])
  })

  it('counts how long people waited for the first byte of an answer, and of nothing else', async () => {
    const { app, counted } = world()
    await app.request('/v1/answers', { method: 'POST' })
    expect(counted).toEqual(['first_byte_le_50'])
    await app.request('/v1/answers/a')
    await app.request('/v1/search', { method: 'POST' })
    await app.request('/v1/summaries', { method: 'POST' })
    expect(counted).toEqual(['first_byte_le_50'])
  })

  it('ends a stream that nobody reads, since only its head was asked for', async () => {
    const { app, cancelled } = world()
    await app.request('/stream', { method: 'HEAD' })
    expect(cancelled()).toBe(1)
  })
})
