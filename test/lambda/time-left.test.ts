import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../functions/http/app.ts'
import type { LogEntry } from '../../functions/http/app-deps.ts'
import { createBufferedHandler } from '../../functions/lambda/buffered-handler.ts'
import { createOpsHandler } from '../../functions/lambda/ops-handler.ts'
import { createQueueHandler } from '../../functions/lambda/queue-handler.ts'
import type { StartedApp } from '../../functions/lambda/sandbox-app.ts'
import { createStreamHandler } from '../../functions/lambda/stream-handler.ts'
import type { ProxyEvent } from '../../functions/lambda/to-request.ts'
import { Problem } from '../../shared/api/problem.ts'
import { callHandler, invocation, proxyEvent, withPrelude } from '../support/lambda-stream.ts'
import { EVENTS, scriptedAnswers, scriptedDeps } from '../support/scripted-answers.ts'
import { readEvents } from '../support/test-server.ts'

/** A reply has to end in 50 ms; the handler has to return 2 s later. */
const ENDING_SOON_MS = 3_050
const OVER_SOON_MS = 1_050

const never = () => new Promise<never>(() => undefined)
const settled = async () => undefined

function handlerOf(fetch: StartedApp['fetch'], more: Partial<StartedApp> = {}) {
  const logged: LogEntry[] = []
  const log = (entry: LogEntry) => logged.push(entry)
  const start = async () => ({ fetch, settled, ...more })
  return { handler: createStreamHandler({ start, withPrelude, log }), logged }
}

afterEach(() => vi.useRealTimers())

/** An app whose answers begin and then never go on; `ask` lets the time pass as soon as they are silent. */
function silentApp() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let fallSilent: () => void = () => undefined
  const silent = new Promise<void>((resolve) => {
    fallSilent = resolve
  })
  const deps = scriptedDeps({
    answers: scriptedAnswers(async function* () {
      yield* EVENTS.slice(0, 6)
      fallSilent()
      await never()
    }).answers,
  })
  const counted: string[] = []
  const app = createApp({ ...deps, count: (name) => void counted.push(name) })
  const { handler } = handlerOf((request, time) => app.fetch(request, time))
  const ask = async (event: ProxyEvent) => {
    const called = callHandler(handler, event, 60_000)
    await silent
    vi.advanceTimersByTime(57_000)
    return called
  }
  return { ask, counted, logged: deps.logged }
}

describe('before Lambda stops the function', () => {
  it('a stream of events ends with one that says so, and has no id: the answer is not at its end', async () => {
    const { ask, counted, logged } = silentApp()
    const event = proxyEvent('POST /v1/answers', {
      json: { question: 'x' },
      headers: { accept: 'text/event-stream' },
    })
    const { response, ended } = await ask(event)
    const lines = await readEvents(response)
    expect(lines.slice(0, -1).map((line) => line.event)).toEqual(EVENTS.slice(0, 6).map((line) => line.event))
    expect(lines.at(-2)?.id).toBe('7000004')
    expect(lines.at(-1)).toMatchObject({
      event: { type: 'answer-error', code: 'deadline_exceeded', retryable: true },
    })
    expect(lines.at(-1)?.id ?? '').toBe('')
    expect(ended).toBe(true)
    expect(counted).toContain('streams_cut')
    expect(logged).toContainEqual(expect.objectContaining({ level: 'warn', code: 'deadline_exceeded' }))
  })

  it("other clients' streams end as those clients know it", async () => {
    const { ask } = silentApp()
    const json = { model: 'sonar', stream: true, messages: [{ role: 'user', content: 'x' }] }
    const { response } = await ask(proxyEvent('POST /v1/chat/completions', { json }))
    const lines = (await response.text()).trim().split('\n\n')
    expect(JSON.parse(lines.at(-1)?.slice('data: '.length) ?? '')).toMatchObject({
      error: { code: 'deadline_exceeded' },
    })
  })

  it('a tool of the Model Context Protocol tells it as its result', async () => {
    const { ask } = silentApp()
    const params = { name: 'answer', arguments: { question: 'x' } }
    const event = proxyEvent('POST /mcp', {
      json: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
      headers: { accept: 'application/json, text/event-stream' },
    })
    const { response } = await ask(event)
    const [, last = ''] = /data: (.*)\s*$/.exec(await response.text()) ?? []
    const { result } = JSON.parse(last)
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('deadline_exceeded') }],
    })
  })

  it('who waits for a whole reply gets a problem', async () => {
    const { handler, logged } = handlerOf(never)
    const { prelude, response } = await callHandler(handler, proxyEvent('GET /x'), ENDING_SOON_MS)
    expect(prelude.statusCode).toBe(504)
    expect(Problem.parse(await response.json())).toMatchObject({ code: 'deadline_exceeded', retryable: true })
    expect(logged).toMatchObject([{ code: 'deadline_exceeded', request_id: 'gateway-1' }])

    const buffered = createBufferedHandler({ start: async () => ({ fetch: never, settled }), log: settled })
    const { statusCode, body } = await buffered(proxyEvent('GET /x'), invocation(ENDING_SOON_MS))
    expect(statusCode).toBe(504)
    expect(JSON.parse(body)).toMatchObject({ code: 'deadline_exceeded', request_id: 'gateway-1' })
  })

  it('so does who comes while the function still starts, and the next request finds it started', async () => {
    let finish: () => void = () => undefined
    const starting = new Promise<void>((resolve) => {
      finish = resolve
    })
    const start = async () => {
      await starting
      return { fetch: () => new Response('up'), settled }
    }
    const handler = createBufferedHandler({ start, log: settled })
    expect(await handler(proxyEvent('GET /x'), invocation(ENDING_SOON_MS))).toMatchObject({ statusCode: 504 })
    finish()
    expect(await handler(proxyEvent('GET /x'), invocation())).toMatchObject({ body: 'up' })
  })

  it('the work of a request is told to stop', async () => {
    let signal: AbortSignal | undefined
    const { handler } = handlerOf((request) => {
      signal = request.signal
      return never()
    })
    await callHandler(handler, proxyEvent('GET /x'), ENDING_SOON_MS)
    expect(signal?.aborted).toBe(true)
  })

  it('any other body ends where it is', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('begun')),
    })
    const { handler, logged } = handlerOf(() => new Response(body))
    const { response, ended } = await callHandler(handler, proxyEvent('GET /x'), OVER_SOON_MS)
    expect(await response.text()).toBe('begun')
    expect(ended).toBe(true)
    expect(logged).toMatchObject([{ code: 'deadline_exceeded' }])
  })

  it('the handler returns, whatever goes on behind the reply', async () => {
    const { handler } = handlerOf(() => new Response('x'), { settled: never })
    const { response } = await callHandler(handler, proxyEvent('GET /x'), OVER_SOON_MS)
    expect(await response.text()).toBe('x')
  })

  it('a message goes back to the queue', async () => {
    const handler = createQueueHandler({ start: async () => ({ settled }), work: never, log: settled })
    expect(await handler({ Records: [{ messageId: '1', body: 'x' }] }, invocation(OVER_SOON_MS))).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    })
  })

  it('a sweep is told to stop, and what hangs all the same is counted as failed', async () => {
    const sweep = ({ signal }: { signal: AbortSignal }) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    const sweeping = createOpsHandler({ start: async () => ({ sweep, settled }), log: settled })
    await sweeping({}, invocation(ENDING_SOON_MS))
    const hanging = createOpsHandler({
      start: async () => ({ sweep: never, settled }),
      log: settled,
    })
    await expect(hanging({}, invocation(OVER_SOON_MS))).rejects.toThrow('deadline_exceeded')
  })
})
