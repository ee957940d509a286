import { describe, expect, it } from 'vitest'
import { createApp } from '../../functions/http/app.ts'
import type { LogEntry } from '../../functions/http/app-deps.ts'
import type { StartedApp } from '../../functions/lambda/sandbox-app.ts'
import { createStreamHandler } from '../../functions/lambda/stream-handler.ts'
import { ANSWER_EXAMPLE } from '../../shared/api/openapi-examples.ts'
import { Problem } from '../../shared/api/problem.ts'
import { callHandler, invocation, proxyEvent, responseStream, withPrelude } from '../support/lambda-stream.ts'
import { EVENTS, numbered, play, START, scriptedAnswers, scriptedDeps } from '../support/scripted-answers.ts'
import { readEvents } from '../support/test-server.ts'

/** A handler over an app or over the fetch of one, and what it logged. */
function handlerOf(fetch: StartedApp['fetch'], settled: StartedApp['settled'] = async () => undefined) {
  const logged: LogEntry[] = []
  const start = async () => ({ fetch, settled })
  const handler = createStreamHandler({ start, withPrelude, log: (entry) => logged.push(entry) })
  return { handler, logged }
}

const handlerOfApp = (...deps: Parameters<typeof scriptedDeps>) => {
  const app = createApp(scriptedDeps(...deps))
  return handlerOf((request) => app.fetch(request))
}

const ask = (headers: Record<string, string> = {}) =>
  proxyEvent('POST /v1/answers', { json: { question: 'x' }, headers })

/** Lets everything run that is not held. */
async function settle() {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('a reply on Lambda', () => {
  it('is a prelude and a body', async () => {
    const { prelude, response, ended } = await callHandler(handlerOfApp().handler, ask())
    expect(prelude.statusCode).toBe(200)
    expect(prelude.headers).toMatchObject({
      'content-type': 'application/json',
      'x-request-id': 'gateway-1',
      'x-content-type-options': 'nosniff',
    })
    expect(await response.json()).toEqual(ANSWER_EXAMPLE)
    expect(ended).toBe(true)
  })

  it('is the whole event stream for who accepts one', async () => {
    const { prelude, response } = await callHandler(
      handlerOfApp().handler,
      ask({ accept: 'text/event-stream' }),
    )
    expect(prelude.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    })
    const lines = await readEvents(response)
    expect(lines.map(({ event }) => event)).toEqual(EVENTS.map(({ event }) => event))
  })

  it('streams what a tool of the Model Context Protocol tells', async () => {
    const params = { name: 'answer', arguments: { question: 'x' }, _meta: { progressToken: 7 } }
    const { prelude, response, ended } = await callHandler(
      handlerOfApp().handler,
      proxyEvent('POST /mcp', {
        json: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
        headers: { accept: 'application/json, text/event-stream' },
      }),
    )
    expect(prelude.headers['content-type']).toBe('text/event-stream')
    const lines = [...(await response.text()).matchAll(/^data: (.*)$/gm)]
    const [first, ...rest] = lines.map(([, json = '']) => JSON.parse(json))
    expect(first).toMatchObject({
      method: 'notifications/progress',
      params: { progressToken: 7, progress: 1 },
    })
    const { id, synopsis } = ANSWER_EXAMPLE
    expect(rest.at(-1)).toMatchObject({ id: 1, result: { structuredContent: { id, synopsis } } })
    expect(ended).toBe(true)
  })

  it('has a prelude also when it has no body', async () => {
    const { prelude, response, ended } = await callHandler(
      handlerOfApp().handler,
      proxyEvent('DELETE /v1/documents/doc_1'),
    )
    expect(prelude.statusCode).toBe(204)
    expect(response.body).toBeNull()
    expect(ended).toBe(true)
  })

  it('does not name headers of the connection, and lists cookies apart', async () => {
    const { handler } = handlerOf(async () => {
      const headers = new Headers({ connection: 'keep-alive', 'transfer-encoding': 'chunked', 'x-kept': '1' })
      headers.append('set-cookie', 'a=1')
      headers.append('set-cookie', 'b=2')
      return new Response(null, { headers })
    })
    const { prelude } = await callHandler(handler, proxyEvent('GET /'))
    expect(prelude).toEqual({ statusCode: 200, headers: { 'x-kept': '1' }, cookies: ['a=1', 'b=2'] })
  })

  it('asks for the next bytes only when the client has taken the last', async () => {
    let pulled = 0
    const held: (() => void)[] = []
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1
          controller.enqueue(new Uint8Array(10_000).fill(pulled))
          if (pulled === 20) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const { handler } = handlerOf(async () => new Response(body))
    const { stream, parse } = responseStream((done) => held.push(done))
    const handled = handler(proxyEvent('GET /'), stream, invocation())
    await settle()
    expect(pulled).toBeLessThanOrEqual(2)

    let finished = false
    void handled.then(() => {
      finished = true
    })
    while (!finished) {
      held.shift()?.()
      await settle()
    }
    expect(pulled).toBe(20)
    const bytes = parse().body
    expect(bytes.length).toBe(200_000)
    expect([bytes[0], bytes[9_999], bytes[10_000], bytes[199_999]]).toEqual([1, 1, 2, 20])
  })

  it('waits for what goes on in the background before the sandbox may freeze', async () => {
    let seal: () => void = () => undefined
    const sealed = new Promise<void>((resolve) => {
      seal = resolve
    })
    const { handler } = handlerOf(
      async () => new Response('x'),
      () => sealed,
    )
    const { stream } = responseStream()
    let returned = false
    const handled = handler(proxyEvent('GET /'), stream, invocation()).then(() => {
      returned = true
    })
    await settle()
    expect(stream.writableFinished).toBe(true)
    expect(returned).toBe(false)
    seal()
    await handled
  })
})

describe('a request that fails on Lambda', () => {
  it('is a problem of the app, such as JSON that is none', async () => {
    const event = proxyEvent('POST /v1/answers', {
      body: '{"question": ',
      headers: { 'content-type': 'application/json' },
    })
    const { prelude, response } = await callHandler(handlerOfApp().handler, event)
    expect(prelude.statusCode).toBe(400)
    expect(prelude.headers['content-type']).toBe('application/problem+json')
    expect(Problem.parse(await response.json()).code).toBe('invalid_json')
  })

  it('is a problem also when it never reached the app', async () => {
    const { prelude, response } = await callHandler(handlerOfApp().handler, proxyEvent('TRACE /v1/answers'))
    expect(prelude.statusCode).toBe(400)
    const { code, request_id } = Problem.parse(await response.json())
    expect({ code, request_id }).toEqual({ code: 'invalid_request', request_id: 'gateway-1' })
  })

  it('is a problem when the app cannot be started, which the next request tries again', async () => {
    const logged: LogEntry[] = []
    let starts = 0
    const app = createApp(scriptedDeps())
    const handler = createStreamHandler({
      withPrelude,
      log: (entry) => logged.push(entry),
      async start() {
        starts += 1
        if (starts === 1) throw new Error('what was the question')
        return { fetch: (request) => app.fetch(request), settled: async () => undefined }
      },
    })
    const first = await callHandler(handler, ask())
    expect(first.prelude.statusCode).toBe(500)
    expect(first.prelude.headers['content-type']).toBe('application/problem+json')
    const text = await first.response.text()
    expect(Problem.parse(JSON.parse(text)).code).toBe('internal')
    expect(text + JSON.stringify(logged)).not.toContain('what was the question')
    expect(logged).toMatchObject([
      { level: 'error', event: 'failure', code: 'internal', request_id: 'gateway-1' },
    ])

    expect((await callHandler(handler, ask())).prelude.statusCode).toBe(200)
    await callHandler(handler, ask())
    expect(starts).toBe(2)
  })

  it('inside an event stream ends it with an error event', async () => {
    async function* events() {
      yield* play([START, ...numbered([{ type: 'synopsis-delta', text: 'The ' }])])
      throw new Error('the log is gone')
    }
    const { answers } = scriptedAnswers(events)
    const { handler } = handlerOfApp({ answers })
    const { response, ended } = await callHandler(handler, ask({ accept: 'text/event-stream' }))
    const lines = await readEvents(response)
    expect(lines.map(({ name }) => name)).toEqual(['answer-start', 'synopsis-delta', 'answer-error'])
    expect(ended).toBe(true)
  })

  it('inside any other body cuts it short, and neither destroys the stream nor rejects', async () => {
    let pulls = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1
        if (pulls > 1) throw new Error('what was the question')
        controller.enqueue(Buffer.from('before'))
      },
    })
    const { handler, logged } = handlerOf(async () => new Response(body))
    const { response, ended } = await callHandler(handler, proxyEvent('GET /'))
    expect(await response.text()).toBe('before')
    expect(ended).toBe(true)
    expect(logged).toMatchObject([{ event: 'failure', code: 'internal', request_id: 'gateway-1' }])
    expect(JSON.stringify(logged)).not.toContain('what was the question')
  })

  it('because Lambda closed the stream, stops reading', async () => {
    let cancelled = false
    let pulls = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1
        controller.enqueue(Buffer.alloc(10_000))
        if (pulls === 100) controller.close()
      },
      cancel() {
        cancelled = true
      },
    })
    const { handler } = handlerOf(async () => new Response(body))
    const { stream } = responseStream(() => undefined)
    const handled = handler(proxyEvent('GET /'), stream, invocation())
    await settle()
    stream.destroy(new Error('closed'))
    await handled
    expect(cancelled).toBe(true)
  })
})
