import { afterEach, describe, expect, it } from 'vitest'
import { createBedrockClient } from '../../shared/adapters/bedrock/client.ts'
import { createBedrockModel } from '../../shared/adapters/bedrock/language-model.ts'
import { IngotError } from '../../shared/errors.ts'
import type { ModelPart, ModelRequest } from '../../shared/ports/language-model.ts'
import { eventFrame, exceptionFrame, inPieces } from '../support/bedrock-frames.ts'
import {
  type BedrockReply,
  type BedrockServer,
  type BedrockStep,
  errorReply,
  startBedrockServer,
} from '../support/bedrock-server.ts'
import { describeLanguageModel, type VendorScenario } from './language-model-suite.ts'

const delta = (delta: unknown, contentBlockIndex = 0) =>
  eventFrame('contentBlockDelta', { contentBlockIndex, delta })
const text = (content: string, block = 0) => delta({ text: content }, block)
const reasoning = (content: string) => delta({ reasoningContent: { text: content } })
const stop = (stopReason = 'end_turn') => eventFrame('messageStop', { stopReason })
const start = eventFrame('messageStart', { role: 'assistant' })
const usage = (counts: Record<string, unknown> = { inputTokens: 100, outputTokens: 20, totalTokens: 120 }) =>
  eventFrame('metadata', { usage: counts, metrics: { latencyMs: 512 } })
const rust = text('Rust is')

const REPLIES: Record<VendorScenario, BedrockReply> = {
  plain: { steps: [start, text('Rust is '), text('fast.'), stop(), usage()] },
  reasoned: {
    steps: [start, reasoning('Let me '), reasoning('see.'), text('Rust is fast.', 1), stop(), usage()],
  },
  length: { steps: [start, rust, stop('max_tokens'), usage()] },
  filtered: { steps: [start, text('Rust'), stop('guardrail_intervened'), usage()] },
  cut: { steps: [start, rust, { delayMs: 20 }, 'cut'] },
  'broken-off': { steps: [start, rust] },
  failing: { steps: [start, rust, exceptionFrame('modelStreamErrorException')] },
  stalled: { steps: [start, rust, 'hang'] },
  endless: { steps: [start, rust, 'hang'] },
  throttled: errorReply(429, 'ThrottlingException', { 'retry-after': '7' }),
  down: errorReply(503, 'ServiceUnavailableException'),
  forbidden: errorReply(403, 'AccessDeniedException'),
  'not-a-stream': { headers: { 'content-type': 'text/html' }, steps: ['<h1>vendor-secret</h1>'] },
}

let server: BedrockServer | undefined
afterEach(() => server?.close())

const never = new AbortController().signal
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
type Options = Partial<Parameters<typeof createBedrockModel>[0]>

async function startModel(reply: BedrockReply, options: Options = {}) {
  await server?.close()
  const started = await startBedrockServer(reply)
  server = started
  const client = createBedrockClient({ region: 'us-east-1', endpoint: started.endpoint, credentials })
  const model = createBedrockModel({ alias: 'r1', model: 'us.deepseek.r1-v1:0', client, ...options })
  return { server: started, model }
}

async function read(reply: BedrockReply, options: Options = {}, request: Partial<ModelRequest> = {}) {
  const { model } = await startModel(reply, options)
  const parts: ModelPart[] = []
  const messages = [{ role: 'user' as const, content: 'What is Rust?' }]
  const stream = model.stream({ messages, maxOutputTokens: 50, ...request }, { signal: never })
  for await (const part of stream) parts.push(part)
  return parts
}

const failureOf = async (reading: Promise<unknown>): Promise<IngotError> => {
  const thrown = await reading.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(IngotError)
  return thrown as IngotError
}

const steps = (...given: BedrockStep[]): BedrockReply => ({ steps: given })

describeLanguageModel('bedrock', async (scenario) => {
  const { model, server } = await startModel(REPLIES[scenario], {
    idleTimeoutMs: scenario === 'stalled' ? 100 : 10_000,
  })
  return { model, calls: () => server.calls, aborted: () => server.aborted() }
})

describe('a request to Bedrock', () => {
  it('is a signed call of ConverseStream with the text and the limit', async () => {
    await read(REPLIES.plain)
    const [request] = server?.requests ?? []
    expect(request?.path).toBe('/model/us.deepseek.r1-v1%3A0/converse-stream')
    expect(request?.headers.authorization).toContain('/us-east-1/bedrock/aws4_request')
    expect(request?.body).toEqual({
      messages: [{ role: 'user', content: [{ text: 'What is Rust?' }] }],
      inferenceConfig: { maxTokens: 50 },
    })
  })

  it('encodes the ARN of an inference profile', async () => {
    const model = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2'
    await read(REPLIES.plain, { model })
    expect(server?.requests[0]).toMatchObject({
      path: `/model/${encodeURIComponent(model)}/converse-stream`,
      operation: 'converse-stream',
      model,
    })
    expect(server?.requests[0]?.path).toContain('application-inference-profile%2Fa1b2')
  })

  it('tells the rules apart, marks their end for the cache, and names the guardrail', async () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'system' as const, content: ' ' },
      { role: 'user' as const, content: 'What is Rust?' },
    ]
    const options = { promptCaching: true, guardrail: { id: 'g-1', version: '2' } }
    await read(REPLIES.plain, options, { messages, temperature: 0 })
    expect(server?.requests[0]?.body).toEqual({
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }],
      messages: [{ role: 'user', content: [{ text: 'What is Rust?' }] }],
      inferenceConfig: { maxTokens: 50, temperature: 0 },
      guardrailConfig: { guardrailIdentifier: 'g-1', guardrailVersion: '2', streamProcessingMode: 'sync' },
    })
  })

  it('marks nothing where it is not asked to, or where there are no rules', async () => {
    await read(REPLIES.plain, { promptCaching: true })
    expect(server?.requests[0]?.body.system).toBeUndefined()
    await read(REPLIES.plain, {}, { messages: [{ role: 'system', content: 'Be brief.' }] })
    expect(server?.requests[0]?.body.system).toEqual([{ text: 'Be brief.' }])
  })

  it('makes one turn of two of a role, and leaves blank ones out', async () => {
    const messages = [
      { role: 'user' as const, content: 'One.' },
      { role: 'assistant' as const, content: '\n' },
      { role: 'user' as const, content: 'Two.' },
      { role: 'assistant' as const, content: 'Three.' },
    ]
    await read(REPLIES.plain, {}, { messages })
    expect(server?.requests[0]?.body.messages).toEqual([
      { role: 'user', content: [{ text: 'One.' }, { text: 'Two.' }] },
      { role: 'assistant', content: [{ text: 'Three.' }] },
    ])
  })

  it('gives the JSON Schema as text', async () => {
    await read(REPLIES.plain, {}, { jsonSchema: { type: 'object' } })
    expect(server?.requests[0]?.body.outputConfig).toEqual({
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { name: 'answer', schema: '{"type":"object"}' } },
      },
    })
  })
})

describe('a stream of Bedrock', () => {
  it('of DeepSeek-R1: reasoning deltas, then text, each event padded', async () => {
    const reply = { steps: DEEPSEEK_R1.map(([type, body]) => eventFrame(type, body)) }
    expect(await read(reply)).toEqual([
      { type: 'reasoning-delta', text: 'Okay' },
      { type: 'reasoning-delta', text: ', the user asks about Rust.' },
      { type: 'text-delta', text: 'Rust is a systems language' },
      { type: 'text-delta', text: ' without a garbage collector.' },
      // 8 of the 22 estimated tokens are reasoning, so 21 of the 59 counted ones.
      { type: 'finish', reason: 'stop', usage: { inputTokens: 31, outputTokens: 59, reasoningTokens: 21 } },
    ])
  })

  it('never shows a signature, nor what is redacted', async () => {
    const reply = steps(
      start,
      delta({ reasoningContent: { redactedContent: Buffer.from('secret-thought').toString('base64') } }),
      reasoning('Hm.'),
      delta({ reasoningContent: { signature: 'c2lnbmVk' } }),
      delta({ toolUse: { input: '{}' } }, 1),
      text('Fast.', 2),
      stop(),
      usage(),
    )
    expect((await read(reply)).slice(0, -1)).toEqual([
      { type: 'reasoning-delta', text: 'Hm.' },
      { type: 'text-delta', text: 'Fast.' },
    ])
  })

  it('takes reasoning from think tags in the text', async () => {
    const reply = steps(
      ...['<thi', 'nk>Two.</th', 'ink>\n\nFast.'].map((part) => text(part)),
      stop(),
      usage(),
    )
    expect((await read(reply)).slice(0, -1)).toEqual([
      { type: 'reasoning-delta', text: 'Two.' },
      { type: 'text-delta', text: 'Fast.' },
    ])
  })

  it.each([1, 2, 3, 5, 7])('may be cut after every %i bytes', async (size) => {
    const frames = [start, text('锈语言'), text('很快🦀。'), stop(), usage()]
    expect(await read({ steps: inPieces(frames, size) })).toEqual([
      { type: 'text-delta', text: '锈语言' },
      { type: 'text-delta', text: '很快🦀。' },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 100, outputTokens: 20, reasoningTokens: 0 } },
    ])
  })

  it('ends with "length" and without text when reasoning used all of the budget', async () => {
    const counts = { inputTokens: 100, outputTokens: 50, totalTokens: 150 }
    expect(await read(steps(start, reasoning('Hm, but then'), stop('max_tokens'), usage(counts)))).toEqual([
      { type: 'reasoning-delta', text: 'Hm, but then' },
      {
        type: 'finish',
        reason: 'length',
        usage: { inputTokens: 100, outputTokens: 50, reasoningTokens: 50 },
      },
    ])
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['guardrail_intervened', 'filtered'],
    ['content_filtered', 'filtered'],
  ])('that stops with "%s" ends with "%s"', async (stopReason, reason) => {
    expect((await read(steps(rust, stop(stopReason), usage()))).at(-1)).toMatchObject({ reason })
  })

  it.each(['tool_use', 'malformed_tool_use', 'malformed_model_output', 'newly_invented', 'toString'])(
    'that stops with "%s" did not end well',
    async (reason) => {
      const failure = await failureOf(read(steps(rust, stop(reason), usage())))
      expect(failure).toMatchObject({ code: 'model_protocol_error', cause: reason })
    },
  )

  it('counts what the vendor read from its cache and wrote to it as prompt', async () => {
    const counts = {
      inputTokens: 30,
      outputTokens: 20,
      totalTokens: 2_050,
      cacheReadInputTokens: 1_500,
      cacheWriteInputTokens: 500,
    }
    expect((await read(steps(rust, stop(), usage(counts)))).at(-1)).toMatchObject({
      usage: { inputTokens: 2_030, outputTokens: 20, reasoningTokens: 0, cachedInputTokens: 1_500 },
    })
  })

  it.each([
    ['none', [reasoning('Hmm, well'), text('It is fast.'), stop()]],
    ['no sense', [reasoning('Hmm, well'), text('It is fast.'), stop(), usage({ inputTokens: -1 })]],
  ])('that tells of its tokens %s has them estimated', async (_, frames) => {
    expect((await read(steps(...frames))).at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens: 4, outputTokens: 6, reasoningTokens: 3 },
    })
  })

  it('ends with the usage, though it stays open, and passes over events that are not known', async () => {
    const reply = steps(eventFrame('newly', {}), rust, eventFrame('newly', { a: 1 }), usage(), stop(), 'hang')
    expect(await read(reply)).toHaveLength(2)
    await server?.aborted()
  })
})

/** Of the recorded shape, shortened; `p` pads an event, so that its length does not tell its text. */
const DEEPSEEK_R1: [type: string, body: unknown][] = [
  ['messageStart', { p: 'abcdefghijklmn', role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Okay' } }, p: 'abcdef' }],
  [
    'contentBlockDelta',
    { contentBlockIndex: 0, delta: { reasoningContent: { text: ', the user asks about Rust.' } }, p: 'abc' },
  ],
  ['contentBlockStop', { contentBlockIndex: 0, p: 'abcdefghijklmnopq' }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Rust is a systems language' }, p: 'ab' }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: ' without a garbage collector.' }, p: '' }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: '' }, p: 'abcdefghi' }],
  ['contentBlockStop', { contentBlockIndex: 1, p: 'abcdefghijklmnopqrstuvwxyzAB' }],
  ['messageStop', { p: 'abcdefghijklmnopqrstu', stopReason: 'end_turn' }],
  [
    'metadata',
    {
      metrics: { latencyMs: 2_347 },
      p: 'abcd',
      usage: { inputTokens: 31, outputTokens: 59, totalTokens: 90 },
    },
  ],
]
