import { afterEach, describe, expect, it } from 'vitest'
import { createOpenAiCompatibleModel } from '../../shared/adapters/openai-compatible/language-model.ts'
import { IngotError } from '../../shared/errors.ts'
import type { ModelPart } from '../../shared/ports/language-model.ts'
import {
  DONE,
  deltaEvent,
  event,
  inPieces,
  plainReply,
  type ScriptedOpenAiServer,
  type ScriptedReply,
  startScriptedOpenAiServer,
  usageEvent,
} from '../support/scripted-openai-server.ts'
import { describeLanguageModel, type VendorScenario } from './language-model-suite.ts'

const SECRET = '{"error":{"message":"vendor-secret","type":"invalid_request_error"}}'
const json = { 'content-type': 'application/json' }
const rust = deltaEvent({ content: 'Rust is' })
const stop = deltaEvent({}, 'stop')

const REPLIES: Record<VendorScenario, ScriptedReply> = {
  plain: plainReply(['Rust is ', 'fast.']),
  reasoned: {
    steps: [
      deltaEvent({ role: 'assistant', content: '' }),
      deltaEvent({ reasoning_content: 'Let me ' }),
      deltaEvent({ reasoning_content: 'see.', content: null }),
      deltaEvent({ content: 'Rust is fast.' }),
      stop,
      usageEvent(100, 20, 8),
      DONE,
    ],
  },
  length: { steps: [rust, deltaEvent({}, 'length'), DONE] },
  filtered: { steps: [deltaEvent({ content: 'Rust' }, 'content_filter'), DONE] },
  cut: { steps: [rust, { delayMs: 20 }, 'cut'] },
  'broken-off': { steps: [rust, DONE] },
  failing: { steps: [rust, event({ error: { message: 'vendor-secret', code: 502 } })] },
  stalled: { steps: [rust, 'hang'] },
  endless: { steps: [rust, 'hang'] },
  throttled: { status: 429, headers: { ...json, 'retry-after': '7' }, steps: [SECRET] },
  down: { status: 503, headers: json, steps: [SECRET] },
  forbidden: { status: 403, headers: json, steps: [SECRET] },
  'not-a-stream': { headers: { 'content-type': 'text/html' }, steps: ['<h1>vendor-secret</h1>'] },
}

let server: ScriptedOpenAiServer | undefined
afterEach(() => server?.close())

async function startModel(reply: ScriptedReply, options: { idleTimeoutMs?: number; apiKey?: string } = {}) {
  await server?.close()
  const started = await startScriptedOpenAiServer(reply)
  server = started
  const entry = { alias: 'r1', model: 'deepseek-r1', base_url: started.baseUrl }
  return { server: started, model: createOpenAiCompatibleModel({ entry, ...options }) }
}

async function read(reply: ScriptedReply, options: { idleTimeoutMs?: number; apiKey?: string } = {}) {
  const { model } = await startModel(reply, options)
  const parts: ModelPart[] = []
  const { signal } = new AbortController()
  const messages = [{ role: 'user' as const, content: 'What is Rust?' }]
  for await (const part of model.stream({ messages, maxOutputTokens: 50 }, { signal })) parts.push(part)
  return parts
}

const failureOf = async (reading: Promise<unknown>): Promise<IngotError> => {
  const thrown = await reading.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(IngotError)
  return thrown as IngotError
}

describeLanguageModel('openai-compatible', async (scenario) => {
  const { model, server } = await startModel(REPLIES[scenario], {
    idleTimeoutMs: scenario === 'stalled' ? 100 : 10_000,
  })
  return { model, calls: () => server.calls, aborted: () => server.aborted() }
})

describe('the OpenAI-compatible wire', () => {
  it('asks for a stream with usage, with the key and the limits', async () => {
    await read(plainReply(['Fast.']), { apiKey: 'k-1' })
    const [request] = server?.requests ?? []
    expect(request).toMatchObject({ method: 'POST', path: '/v1/chat/completions' })
    expect(request?.headers.authorization).toBe('Bearer k-1')
    expect(request?.body).toEqual({
      model: 'deepseek-r1',
      messages: [{ role: 'user', content: 'What is Rust?' }],
      max_tokens: 50,
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('sends no authorization without a key', async () => {
    await read(plainReply(['Fast.']))
    expect(server?.requests[0]?.headers.authorization).toBeUndefined()
  })

  it.each([1, 2, 3, 5, 7])('reads characters and events that are cut after every %i bytes', async (size) => {
    const texts = ['锈语言', '很快🦀。']
    const events = [...texts.map((content) => deltaEvent({ content })), stop, usageEvent(9, 6), DONE]
    expect(await read({ steps: inPieces(events, size) })).toEqual([
      { type: 'text-delta', text: '锈语言' },
      { type: 'text-delta', text: '很快🦀。' },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 9, outputTokens: 6, reasoningTokens: 0 } },
    ])
  })

  it('takes reasoning from `reasoning` and from think tags too', async () => {
    const steps = [
      deltaEvent({ reasoning: 'One. ' }),
      ...['<thi', 'nk>Two.</th', 'ink>\n\nFast.'].map(content),
      stop,
    ]
    expect((await read({ steps })).slice(0, -1)).toEqual([
      { type: 'reasoning-delta', text: 'One. ' },
      { type: 'reasoning-delta', text: 'Two.' },
      { type: 'text-delta', text: 'Fast.' },
    ])
  })

  it('estimates the usage of a vendor that tells none, and ends without [DONE]', async () => {
    const steps = [deltaEvent({ reasoning_content: 'Hmm, well' }), content('It is fast.'), stop]
    expect((await read({ steps })).at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens: 4, outputTokens: 6, reasoningTokens: 3 },
    })
  })

  it('passes over comments and unknown fields', async () => {
    expect(await read({ steps: [': ping\n\n', 'retry: x\n', content('Fast.'), stop, DONE] })).toHaveLength(2)
  })

  it.each([
    ['the last line has no end', [content('Fast.'), stop, usageEvent(9, 6).trimEnd()]],
    ['it comes before the end', [content('Fast.'), usageEvent(9, 6), stop, DONE]],
    ['it grows with each event', [usageEvent(9, 1), content('Fast.'), stop, usageEvent(9, 6), DONE]],
  ])('takes the usage when %s', async (_, steps) => {
    const usage = { inputTokens: 9, outputTokens: 6, reasoningTokens: 0 }
    expect((await read({ steps })).at(-1)).toEqual({ type: 'finish', reason: 'stop', usage })
  })

  it('ends at [DONE] though the connection stays open', async () => {
    expect(await read({ steps: [content('Fast.'), stop, DONE, 'hang'] })).toHaveLength(2)
  })

  it.each(['tool_calls', 'error', 'abort', 'toString'])(
    'does not take the end "%s" for a good one',
    async (reason) => {
      const failure = await failureOf(read({ steps: [content('Fast.'), deltaEvent({}, reason), DONE] }))
      expect(failure).toMatchObject({ code: 'model_protocol_error', cause: reason })
    },
  )

  it.each([
    ['STOP', 'stop'],
    ['eos_token', 'stop'],
    ['sensitive', 'filtered'],
  ])('takes the end "%s" for "%s"', async (vendors, reason) => {
    expect((await read({ steps: [content('Fast.'), deltaEvent({}, vendors), DONE] })).at(-1)).toMatchObject({
      reason,
    })
  })

  it('says that a vendor without capacity is unavailable', async () => {
    const steps = [content('Fast.'), deltaEvent({}, 'insufficient_system_resource'), DONE]
    expect((await failureOf(read({ steps }))).code).toBe('model_unavailable')
  })

  it('refuses an event that is no chunk, and keeps its text as the cause', async () => {
    const failure = await failureOf(read({ steps: [event('vendor-secret')] }))
    expect(failure).toMatchObject({ code: 'model_protocol_error', cause: { data: 'vendor-secret' } })
    expect(failure.message).not.toContain('vendor-secret')
  })

  it.each([
    [400, 'model_refused_request'],
    [401, 'model_refused_request'],
    [404, 'model_refused_request'],
    [307, 'model_refused_request'],
    [500, 'model_unavailable'],
    [504, 'model_unavailable'],
  ])('maps HTTP %i to %s and keeps the body as the cause', async (status, code) => {
    const reply = { status, headers: { ...json, location: '/elsewhere' }, steps: [SECRET] }
    expect(await failureOf(read(reply))).toMatchObject({ code, cause: { status, body: SECRET } })
  })

  it.each([
    [{ code: 429 }, 'model_throttled'],
    [{ type: 'rate_limit_exceeded' }, 'model_throttled'],
    [{ code: 'invalid_api_key' }, 'model_refused_request'],
    [{ type: 'server_error' }, 'model_unavailable'],
    ['out of memory', 'model_unavailable'],
  ])('maps the error %j in the stream to %s', async (error, code) => {
    expect((await failureOf(read({ steps: [event({ error })] }))).code).toBe(code)
  })

  it('says that an endpoint that nobody serves is unavailable', async () => {
    const { server, model } = await startModel({})
    await server.close()
    const stream = model.stream(
      { messages: [], maxOutputTokens: 1 },
      { signal: new AbortController().signal },
    )
    const failure = await failureOf(
      (async () => {
        for await (const _ of stream);
      })(),
    )
    expect(failure.code).toBe('model_unavailable')
  })

  it('does not count the time of a slow reader as silence of the vendor', async () => {
    const { model } = await startModel(plainReply(['Rust is ', 'fast.']), { idleTimeoutMs: 200 })
    const parts: ModelPart[] = []
    const request = { messages: [], maxOutputTokens: 50 }
    for await (const part of model.stream(request, { signal: new AbortController().signal })) {
      parts.push(part)
      if (parts.length === 1) await new Promise((resolve) => setTimeout(resolve, 400))
    }
    expect(parts).toHaveLength(3)
  })
})

const content = (text: string) => deltaEvent({ content: text })
