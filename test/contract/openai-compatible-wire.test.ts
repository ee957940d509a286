import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Agent } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createOpenAiCompatibleModel,
  type OpenAiCompatibleOptions,
} from '../../shared/adapters/openai-compatible/language-model.ts'
import type { IngotError } from '../../shared/errors.ts'
import type { ModelPart, ModelRequest } from '../../shared/ports/language-model.ts'
import {
  DONE,
  deltaEvent,
  event,
  type ScriptedOpenAiServer,
  type ScriptedReply,
  type ScriptedStep,
  startScriptedOpenAiServer,
  usageEvent,
} from '../support/scripted-openai-server.ts'

const REQUEST: ModelRequest = { messages: [{ role: 'user', content: 'What is Rust?' }], maxOutputTokens: 50 }
const never = new AbortController().signal
const stop = deltaEvent({}, 'stop')
const content = (text: string) => deltaEvent({ content: text })
const json = { 'content-type': 'application/json' }

let closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closing.map((close) => close()))
  closing = []
})

async function serve(reply: ScriptedReply): Promise<ScriptedOpenAiServer> {
  const server = await startScriptedOpenAiServer(reply)
  closing.push(() => server.close())
  return server
}

type Options = Partial<OpenAiCompatibleOptions> & { signal?: AbortSignal; request?: Partial<ModelRequest> }

async function drain(baseUrl: string, { signal = never, request, ...options }: Options = {}) {
  const entry = { alias: 'r1', model: 'deepseek-r1', base_url: baseUrl }
  const model = createOpenAiCompatibleModel({ entry, ...options })
  const parts: ModelPart[] = []
  try {
    for await (const part of model.stream({ ...REQUEST, ...request }, { signal })) parts.push(part)
  } catch (thrown) {
    return { parts, thrown: thrown as IngotError }
  }
  return { parts, thrown: undefined }
}

const read = async (reply: ScriptedReply, options?: Options) => drain((await serve(reply)).baseUrl, options)

async function readWell(steps: readonly ScriptedStep[]): Promise<ModelPart[]> {
  const { parts, thrown } = await read({ steps })
  expect(thrown).toBeUndefined()
  return parts
}

const usageOf = async (steps: readonly ScriptedStep[]) => {
  const last = (await readWell(steps)).at(-1)
  return last?.type === 'finish' ? last.usage : undefined
}

describe('a server that keeps to the wire only roughly', () => {
  const whole = [content('Rust is '), content('fast.'), stop, usageEvent(9, 6), DONE]
  const chunks = (separator: string) => whole.slice(0, -1).join('').replaceAll('\n\n', separator)

  it.each<[string, string[]]>([
    ['no space after "data:"', whole.map((one) => one.replace('data: ', 'data:'))],
    ['CRLF', whole.map((one) => one.replaceAll('\n', '\r\n'))],
    [
      'CRLF, cut between the two',
      [
        ...whole
          .join('')
          .replaceAll('\n', '\r\n')
          .split(/(?<=\r)/),
      ],
    ],
    ['CR', whole.map((one) => one.replaceAll('\n', '\r'))],
    ['a mark of the byte order', [`\uFEFF${whole.join('')}`]],
    ['one character a write', whole.join('').split('')],
    ['no [DONE]', whole.slice(0, -1)],
    ['no [DONE], no last line end', [chunks('\n\n').trimEnd()]],
    ['a space around [DONE]', [...whole.slice(0, -1), 'data:  [DONE] \n\n']],
    ['keep-alive comments', whole.flatMap((one) => [': OPENROUTER PROCESSING\n\n', ':\n', one])],
    ['names and ids of events', whole.map((one) => `id: 1\nevent: chunk\nretry: soon\n${one}`)],
    ['a first delta with the role alone', [deltaEvent({ role: 'assistant' }), ...whole]],
    ['a first delta of null', [deltaEvent({ role: 'assistant', content: null }), ...whole]],
    ['a delta of null', [event({ choices: [{ index: 0, delta: null, finish_reason: null }] }), ...whole]],
    ['choices of null', [event({ choices: null }), event({ choices: [] }), event({}), ...whole]],
    ['an empty finish reason', [deltaEvent({}, ''), ...whole]],
    ['reasoning of another type', [deltaEvent({ reasoning: { tokens: 1 }, reasoning_content: 7 }), ...whole]],
    ['tool calls of null', [deltaEvent({ tool_calls: null, refusal: null }), ...whole]],
    ['lines of JSON', [chunks('\n').replaceAll('data: ', '')]],
  ])('is understood: %s', async (_, steps) => {
    expect(await readWell(steps)).toEqual([
      { type: 'text-delta', text: 'Rust is ' },
      { type: 'text-delta', text: 'fast.' },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 9, outputTokens: 6, reasoningTokens: 0 } },
    ])
  })

  it.each([
    ['application/json', 0],
    ['application/json', 2],
    ['text/event-stream', 2],
  ])('is understood: a whole answer, not streamed, as %s with an indent of %i', async (type, indent) => {
    const message = { role: 'assistant', content: '<think>Hm.</think>Fast.' }
    const usage = { prompt_tokens: 9, completion_tokens: 6 }
    const answer = { object: 'chat.completion', choices: [{ message, finish_reason: 'stop' }], usage }
    const { parts } = await read({
      headers: { 'content-type': type },
      steps: [JSON.stringify(answer, null, indent)],
    })
    expect(parts).toEqual([
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'text-delta', text: 'Fast.' },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 9, outputTokens: 6, reasoningTokens: 2 } },
    ])
  })

  it('is understood: no content type', async () => {
    const url = await listen((_, response) => response.end([content('Fast.'), stop, DONE].join('')))
    expect((await drain(url)).parts).toHaveLength(2)
  })

  it.each([
    [['x'.repeat(500_000), 'x'.repeat(600_000)]],
    [['{\n', ...Array.from({ length: 12 }, () => `${'x'.repeat(100_000)}\n`)]],
  ])('must not fill the memory', async (steps) => {
    const { thrown } = await read({ steps: [...steps, 'hang'] })
    expect(thrown).toMatchObject({ code: 'model_protocol_error' })
    expect(thrown?.message).toContain('endless')
  })
})

describe('reasoning on the OpenAI-compatible wire', () => {
  it('counts once when both of its fields tell it', async () => {
    const steps = [
      deltaEvent({ reasoning_content: 'Hm, ', reasoning: 'Hm, ' }),
      deltaEvent({ reasoning_content: '', reasoning: 'well.' }),
      deltaEvent({ reasoning_content: 'So.', reasoning: null, content: 'Fast.' }),
      stop,
    ]
    expect((await readWell(steps)).slice(0, -1)).toEqual([
      { type: 'reasoning-delta', text: 'Hm, ' },
      { type: 'reasoning-delta', text: 'well.' },
      { type: 'reasoning-delta', text: 'So.' },
      { type: 'text-delta', text: 'Fast.' },
    ])
  })

  it('is told from the text by think tags, a character each', async () => {
    const steps = [...'<think>a < b</think>\n\nFast.'].map(content)
    const parts = await readWell([...steps, stop])
    const join = (type: string) =>
      parts.map((part) => ('text' in part && part.type === type ? part.text : '')).join('')
    expect([join('reasoning-delta'), join('text-delta')]).toEqual(['a < b', 'Fast.'])
  })

  it('may use all of the budget: the end is "length", without text', async () => {
    const steps = [deltaEvent({ reasoning_content: 'Hm, but then' }), deltaEvent({}, 'length')]
    expect(await readWell([...steps, usageEvent(9, 50, 50), DONE])).toEqual([
      { type: 'reasoning-delta', text: 'Hm, but then' },
      { type: 'finish', reason: 'length', usage: { inputTokens: 9, outputTokens: 50, reasoningTokens: 50 } },
    ])
  })

  it('may break off in a think tag that never ends', async () => {
    expect(await readWell([content('<think>Hm, but</th'), deltaEvent({}, 'length')])).toMatchObject([
      { type: 'reasoning-delta', text: 'Hm, but' },
      { type: 'reasoning-delta', text: '</th' },
      { type: 'finish', reason: 'length' },
    ])
  })
})

describe('the usage on the OpenAI-compatible wire', () => {
  const usage = (counts: Record<string, unknown>) => event({ choices: [], usage: counts })
  const answer = [deltaEvent({ reasoning_content: 'Hmm, well' }), content('It is fast.'), stop]
  const counted = { prompt_tokens: 40, completion_tokens: 12 }

  it.each<[string, Record<string, unknown>, Record<string, number>]>([
    ['cached tokens', { prompt_tokens_details: { cached_tokens: 32 } }, { cachedInputTokens: 32 }],
    ["DeepSeek's hits", { prompt_cache_hit_tokens: 32 }, { cachedInputTokens: 32 }],
    [
      'both',
      { prompt_tokens_details: { cached_tokens: 32 }, prompt_cache_hit_tokens: 9 },
      { cachedInputTokens: 32 },
    ],
    ['more cached than asked', { prompt_cache_hit_tokens: 99 }, { cachedInputTokens: 40 }],
    ['none cached', { prompt_tokens_details: { cached_tokens: 0 } }, { cachedInputTokens: 0 }],
    ['details of null', { prompt_tokens_details: null, completion_tokens_details: null }, {}],
    ['details without sense', { prompt_tokens_details: 'x', prompt_cache_hit_tokens: -1 }, {}],
    ['reasoning', { completion_tokens_details: { reasoning_tokens: 9 } }, { reasoningTokens: 9 }],
  ])('has %s', async (_, told, expected) => {
    // Not told: 3 of the 6 estimated tokens are reasoning, so half of the 12.
    const counts = { inputTokens: 40, outputTokens: 12, reasoningTokens: 6, ...expected }
    expect(await usageOf([...answer, usage({ ...counted, ...told }), DONE])).toEqual(counts)
  })

  it.each<[string, Record<string, unknown>]>([
    ['nothing', { prompt_tokens: 0, completion_tokens: 0 }],
    ['no sense', { prompt_tokens: -1, completion_tokens: 2 }],
    ['half', { prompt_tokens: 40, completion_tokens: null }],
  ])('is estimated where the vendor counts %s', async (_, counts) => {
    expect(await usageOf([...answer, usage(counts), DONE])).toEqual({
      inputTokens: 4,
      outputTokens: 6,
      reasoningTokens: 3,
    })
  })
})

describe('an error of an OpenAI-compatible vendor after HTTP 200', () => {
  const rust = content('Rust is')
  const secret = 'vendor-secret'

  it.each<[string, string, string]>([
    ['OpenAI', event({ error: { message: secret, type: 'server_error', code: null } }), 'model_unavailable'],
    [
      'vLLM',
      event({ error: { message: secret, type: 'BadRequestError', param: null, code: 400 } }),
      'model_refused_request',
    ],
    [
      'vLLM of old',
      event({ object: 'error', message: secret, type: 'BadRequestError', param: null, code: 400 }),
      'model_refused_request',
    ],
    [
      'OpenRouter',
      event({
        error: { code: 429, message: secret },
        choices: [{ delta: { content: '' }, finish_reason: 'error' }],
      }),
      'model_throttled',
    ],
    ['Gemini', event({ error: { code: 503, status: 'UNAVAILABLE', message: secret } }), 'model_unavailable'],
    ['quota by name', event({ error: { status: 'RESOURCE_EXHAUSTED', message: secret } }), 'model_throttled'],
    [
      'HunYuan',
      event({ error: { message: secret, type: 'invalid_request_error', code: '1001' } }),
      'model_refused_request',
    ],
    ['FastChat', event({ text: secret, error_code: 50_001 }), 'model_unavailable'],
    [
      'DashScope',
      `event:error\n:HTTP_STATUS/429\ndata:{"code":"Throttling.RateQuota","message":"${secret}"}\n\n`,
      'model_throttled',
    ],
    [
      'an event named error',
      `event: error\ndata: {"error":{"message":"${secret}","code":408}}\n\n`,
      'model_timeout',
    ],
    ['an event named error, of text', `event: error\ndata: ${secret}\n\n`, 'model_unavailable'],
    [
      'llama.cpp',
      event({ error: { code: 500, message: secret, type: 'server_error' } }),
      'model_unavailable',
    ],
    [
      'llama.cpp of old',
      `error: {"code":400,"message":"${secret}","type":"invalid_request_error"}\n\n`,
      'model_refused_request',
    ],
    [
      'Ollama, without "data:"',
      `{"error":{"message":"${secret}","type":"api_error"}}\n`,
      'model_unavailable',
    ],
    ['text', event({ error: `${secret}: rate limit reached` }), 'model_throttled'],
    ['text of a proxy', event({ error: `${secret}: upstream timed out` }), 'model_timeout'],
    [
      'a filter',
      event({ error: { code: 'DataInspectionFailed', message: secret } }),
      'model_refused_request',
    ],
    [
      'a gateway',
      event({ error: { type: 'GatewayTimeout', message: secret, code: 504 } }),
      'model_unavailable',
    ],
  ])('%s', async (_, failing, code) => {
    const { parts, thrown } = await read({ steps: [rust, failing, DONE] })
    expect(parts).toEqual([{ type: 'text-delta', text: 'Rust is' }])
    expect(thrown).toMatchObject({ name: 'IngotError', code })
    expect(thrown?.message).not.toContain(secret)
    expect(JSON.stringify(thrown?.cause)).toContain(secret)
  })

  it.each([
    ['application/json', 0],
    ['application/json; charset=utf-8', 2],
    ['text/plain', 0],
    ['text/event-stream', 2],
  ])('is the whole answer, as %s with an indent of %i', async (type, indent) => {
    const body = JSON.stringify({ error: { message: secret, code: 429 } }, null, indent)
    const { parts, thrown } = await read({
      headers: { 'content-type': type },
      steps: [body.slice(0, 9), body.slice(9)],
    })
    expect(parts).toEqual([])
    expect(thrown).toMatchObject({ code: 'model_throttled', cause: { message: secret, code: 429 } })
  })

  it('is the whole answer, in words of its own', async () => {
    const { thrown } = await read({ headers: json, steps: ['{"detail":"vendor-secret"}'] })
    expect(thrown).toMatchObject({ code: 'model_protocol_error', cause: '{"detail":"vendor-secret"}' })
  })
})

describe('the connection to an OpenAI-compatible vendor', () => {
  it('serves the next call, though its end comes after [DONE]', async () => {
    const sockets = new Set<Socket>()
    const url = await listen((request, response) => {
      sockets.add(request.socket)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write([content('Fast.'), stop, DONE].join(''))
      setTimeout(() => response.end(), 20)
    })
    // With room for one connection, a call waits for the end of the one before.
    const dispatcher = new Agent({ connections: 1 })
    for (let call = 0; call < 3; call++) expect((await drain(url, { dispatcher })).parts).toHaveLength(2)
    expect(sockets.size).toBe(1)
  })

  it('is closed when its end does not come after [DONE]', async () => {
    const server = await serve({ steps: [content('Fast.'), stop, DONE, 'hang'] })
    expect((await drain(server.baseUrl)).parts).toHaveLength(2)
    await server.aborted()
  })

  const connecting = new Agent({ connect: () => undefined })

  it('has an end when it does not come about', async () => {
    const { thrown } = await drain('http://127.0.0.1:9/v1', { dispatcher: connecting, idleTimeoutMs: 50 })
    expect(thrown).toMatchObject({ code: 'model_timeout' })
  })

  it("ends with the signal's reason while it comes about", async () => {
    const reason = new Error('the reader left')
    const controller = new AbortController()
    const { signal } = controller
    const reading = drain('http://127.0.0.1:9/v1', { dispatcher: connecting, signal })
    controller.abort(reason)
    expect((await reading).thrown).toBe(reason)
  })

  it('says what the vendor refused, though its text does not come', async () => {
    const reply = { status: 429, headers: { ...json, 'retry-after': '7' }, steps: ['{"err', 'hang'] as const }
    const { thrown } = await read(reply, { idleTimeoutMs: 50 })
    expect(thrown).toMatchObject({ code: 'model_throttled', retryAfterS: 7, cause: { status: 429 } })
  })
})

it('asks for JSON that fits a schema', async () => {
  const server = await serve({ steps: [content('{}'), stop, DONE] })
  await drain(server.baseUrl, { request: { jsonSchema: { type: 'object' }, temperature: 0 } })
  expect(server.requests[0]?.body).toMatchObject({
    temperature: 0,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object' }, strict: true },
    },
  })
  // OpenAI refuses to be strict where a property may be left out.
  const inner = { type: 'object', properties: { a: {}, b: {} }, required: ['a'] }
  await drain(server.baseUrl, { request: { jsonSchema: { anyOf: [inner, { type: 'null' }] } } })
  expect(server.requests[1]?.body).toMatchObject({ response_format: { json_schema: { strict: false } } })
})

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}
