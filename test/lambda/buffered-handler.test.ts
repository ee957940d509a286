import { describe, expect, it } from 'vitest'
import { createApp } from '../../functions/http/app.ts'
import type { LogEntry } from '../../functions/http/app-deps.ts'
import { createBufferedHandler } from '../../functions/lambda/buffered-handler.ts'
import type { StartedApp } from '../../functions/lambda/sandbox-app.ts'
import { ANSWER_EXAMPLE } from '../../shared/api/openapi-examples.ts'
import { invocation, proxyEvent } from '../support/lambda-stream.ts'
import { scriptedDeps } from '../support/scripted-answers.ts'

function handlerOf(fetch: StartedApp['fetch'], settled: StartedApp['settled'] = async () => undefined) {
  const logged: LogEntry[] = []
  const start = async () => ({ fetch, settled })
  return { handler: createBufferedHandler({ start, log: (entry) => logged.push(entry) }), logged }
}
const handlerOfApp = () => {
  const app = createApp(scriptedDeps())
  return handlerOf((request) => app.fetch(request)).handler
}
const reply = (body: BodyInit | null, headers: [string, string][] = [], status = 200) =>
  handlerOf(() => new Response(body, { status, headers })).handler(proxyEvent('GET /x'), invocation())

describe('a reply in one piece', () => {
  it("is the app's, with every header as a list", async () => {
    const { statusCode, multiValueHeaders, body, isBase64Encoded } = await handlerOfApp()(
      proxyEvent('POST /v1/answers', { json: { question: 'x' } }),
      invocation(),
    )
    expect([statusCode, isBase64Encoded]).toEqual([200, false])
    expect(multiValueHeaders).toMatchObject({
      'content-type': ['application/json'],
      'x-request-id': ['gateway-1'],
      'x-content-type-options': ['nosniff'],
    })
    expect(JSON.parse(body)).toEqual(ANSWER_EXAMPLE)
  })

  it.each(['text/html; charset=utf-8', 'application/json', 'application/problem+json', 'text/csv'])(
    'is a text as %s',
    async (type) => {
      expect(await reply('é 茶', [['content-type', type]])).toMatchObject({
        body: 'é 茶',
        isBase64Encoded: false,
      })
    },
  )

  it.each(['image/png', 'application/octet-stream', 'application/pdf'])('is bytes as %s', async (type) => {
    const bytes = Uint8Array.from([0x89, 0x50, 0x00, 0xff])
    expect(await reply(bytes, [['content-type', type]])).toMatchObject({
      body: 'iVAA/w==',
      isBase64Encoded: true,
    })
  })

  it('may be empty', async () => {
    expect(await reply(null, [], 204)).toEqual({
      statusCode: 204,
      multiValueHeaders: {},
      body: '',
      isBase64Encoded: false,
    })
  })

  it('keeps each cookie apart', async () => {
    const { multiValueHeaders } = await reply('', [
      ['set-cookie', 'a=1; Path=/'],
      ['set-cookie', 'b=2'],
    ])
    expect(multiValueHeaders['set-cookie']).toEqual(['a=1; Path=/', 'b=2'])
  })

  it('comes when nothing goes on behind it: the sandbox stands still afterwards', async () => {
    let settle: () => void = () => undefined
    const settled = new Promise<void>((resolve) => {
      settle = resolve
    })
    const { handler } = handlerOf(
      () => new Response('done'),
      () => settled,
    )
    let isBack = false
    const replied = handler(proxyEvent('GET /x'), invocation()).then((result) => {
      isBack = true
      return result
    })
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(isBack).toBe(false)
    settle()
    expect(await replied).toMatchObject({ body: 'done' })
  })
})

describe('a handler that fails', () => {
  it('says so as a problem, with the id of the gateway, and logs no message', async () => {
    const { handler, logged } = handlerOf(() => {
      throw new Error('who built the lighthouse')
    })
    const { statusCode, multiValueHeaders, body } = await handler(proxyEvent('GET /x'), invocation())
    expect(statusCode).toBe(500)
    expect(multiValueHeaders['content-type']).toEqual(['application/problem+json'])
    expect(JSON.parse(body)).toMatchObject({ code: 'internal', request_id: 'gateway-1' })
    expect(logged).toMatchObject([
      { level: 'error', event: 'failure', code: 'internal', request_id: 'gateway-1' },
    ])
    expect(JSON.stringify(logged) + body).not.toContain('lighthouse')
  })

  it('to start tries again with the next request', async () => {
    let starts = 0
    const handler = createBufferedHandler({
      start: async () => {
        starts += 1
        if (starts === 1) throw new Error('the secret cannot be read')
        return { fetch: () => new Response('up'), settled: async () => undefined }
      },
      log: () => undefined,
    })
    expect((await handler(proxyEvent('GET /x'), invocation())).statusCode).toBe(500)
    expect(await handler(proxyEvent('GET /x'), invocation())).toMatchObject({ statusCode: 200, body: 'up' })
    await handler(proxyEvent('GET /x'), invocation())
    expect(starts).toBe(2)
  })

  it('is not tripped by what is no request', async () => {
    expect((await handlerOfApp()(proxyEvent('TRACE /x'), invocation())).statusCode).toBe(400)
  })
})
