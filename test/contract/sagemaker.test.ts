import { afterEach, describe, expect, it } from 'vitest'
import { createSageMakerClient } from '../../shared/adapters/sagemaker/client.ts'
import { createSageMakerModel } from '../../shared/adapters/sagemaker/language-model.ts'
import { IngotError } from '../../shared/errors.ts'
import type { ModelPart } from '../../shared/ports/language-model.ts'
import {
  failureFrame,
  fromContainer,
  partFrame,
  refusal,
  startSageMakerServer,
} from '../support/sagemaker-server.ts'
import {
  DONE,
  deltaEvent,
  event,
  inPieces,
  plainReply,
  type ScriptedReply,
  usageEvent,
} from '../support/scripted-openai-server.ts'
import { describeLanguageModel, type VendorScenario } from './language-model-suite.ts'

const rust = deltaEvent({ content: 'Rust is' })
const stop = deltaEvent({}, 'stop')
const contains = (...steps: NonNullable<ScriptedReply['steps']>) => fromContainer({ steps })

const REPLIES: Record<VendorScenario, ScriptedReply> = {
  plain: fromContainer(plainReply(['Rust is ', 'fast.'])),
  reasoned: contains(
    deltaEvent({ reasoning_content: 'Let me see.' }),
    deltaEvent({ content: 'Rust is fast.' }),
    stop,
    usageEvent(100, 20, 8),
    DONE,
  ),
  length: contains(rust, deltaEvent({}, 'length'), DONE),
  filtered: contains(deltaEvent({ content: 'Rust' }, 'content_filter'), DONE),
  cut: contains(rust, { delayMs: 20 }, 'cut'),
  'broken-off': contains(rust),
  failing: contains(
    rust,
    failureFrame('ModelStreamError', { Message: 'vendor-secret', ErrorCode: 'StreamBroken' }),
  ),
  stalled: contains(rust, 'hang'),
  endless: contains(rust, 'hang'),
  throttled: refusal(429, 'ThrottlingException', {}, { 'retry-after': '7' }),
  down: refusal(503, 'ServiceUnavailable'),
  forbidden: refusal(403, 'AccessDeniedException'),
  'not-a-stream': { headers: { 'content-type': 'text/html' }, steps: ['<h1>vendor-secret</h1>'] },
}

let server: Awaited<ReturnType<typeof startSageMakerServer>> | undefined
afterEach(() => server?.close())

async function startModel(reply: ScriptedReply, options: { idleTimeoutMs?: number } = {}) {
  await server?.close()
  const started = await startSageMakerServer(reply)
  server = started
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = createSageMakerClient({ region: 'eu-central-1', endpoint: started.endpoint, credentials })
  const names = { alias: 'r1', model: 'r1-distill', endpointName: 'gpu', inferenceComponent: 'r1-copies' }
  return { server: started, model: createSageMakerModel({ ...names, client, ...options }) }
}

async function read(reply: ScriptedReply) {
  const { model } = await startModel(reply)
  const parts: ModelPart[] = []
  const { signal } = new AbortController()
  const messages = [{ role: 'user' as const, content: 'What is Rust?' }]
  for await (const part of model.stream({ messages, maxOutputTokens: 50 }, { signal })) parts.push(part)
  return parts
}

async function failureOf(reply: ScriptedReply): Promise<IngotError> {
  const thrown = await read(reply).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(IngotError)
  expect((thrown as IngotError).message).not.toContain('vendor-secret')
  return thrown as IngotError
}

describeLanguageModel('sagemaker', async (scenario) => {
  const { model, server } = await startModel(REPLIES[scenario], {
    idleTimeoutMs: scenario === 'stalled' ? 100 : 10_000,
  })
  return { model, calls: () => server.calls, aborted: () => server.aborted() }
})

describe('a call of a SageMaker endpoint', () => {
  it('is a signed call of its streaming operation, with a chat completion for the component', async () => {
    await read(REPLIES.plain)
    const [request] = server?.requests ?? []
    expect(request?.path).toBe('/endpoints/gpu/invocations-response-stream')
    expect(request?.headers.authorization).toContain('/eu-central-1/sagemaker/aws4_request')
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-sagemaker-accept': 'text/event-stream',
      'x-amzn-sagemaker-inference-component': 'r1-copies',
    })
    expect(request?.body).toEqual({
      model: 'r1-distill',
      messages: [{ role: 'user', content: 'What is Rust?' }],
      max_tokens: 50,
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it.each([1, 3, 7])('may have its parts cut after every %i bytes of text', async (size) => {
    const texts = ['锈语言', '很快🦀。']
    const events = [...texts.map((content) => deltaEvent({ content })), stop, usageEvent(9, 6), DONE]
    expect(await read(contains(...inPieces(events, size).map(partFrame)))).toEqual([
      { type: 'text-delta', text: '锈语言' },
      { type: 'text-delta', text: '很快🦀。' },
      { type: 'finish', reason: 'stop', usage: { inputTokens: 9, outputTokens: 6, reasoningTokens: 0 } },
    ])
  })

  it('may have its frames cut anywhere', async () => {
    const events = [deltaEvent({ content: '很快🦀。' }), stop, usageEvent(9, 6), DONE]
    const bytes = Buffer.concat(events.map(partFrame))
    const pieces = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, n) =>
      bytes.subarray(5 * n, 5 * n + 5),
    )
    expect(await read(contains(...pieces))).toHaveLength(2)
  })

  it('takes the reasoning of a container without a parser of it from think tags', async () => {
    const steps = ['<thi', 'nk>Two.</th', 'ink>\n\nFast.'].map((content) => deltaEvent({ content }))
    expect((await read(contains(...steps, stop, DONE))).slice(0, -1)).toEqual([
      { type: 'reasoning-delta', text: 'Two.' },
      { type: 'text-delta', text: 'Fast.' },
    ])
  })
})

describe('an error of a SageMaker endpoint', () => {
  const NO_CAPACITY =
    'Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress.'

  it.each([
    [400, 'ValidationError', { Message: NO_CAPACITY }, 'model_unavailable', 60],
    [429, 'ModelNotReadyException', {}, 'model_unavailable', 60],
    [400, 'ValidationError', {}, 'model_refused_request', undefined],
    [400, 'ThrottlingException', {}, 'model_throttled', undefined],
    [500, 'InternalFailure', {}, 'model_unavailable', undefined],
    [530, 'InternalDependencyException', {}, 'model_unavailable', undefined],
    [424, 'ModelError', { OriginalStatusCode: 400 }, 'model_refused_request', undefined],
    [424, 'ModelError', { OriginalStatusCode: 429 }, 'model_throttled', undefined],
    [424, 'ModelError', { OriginalStatusCode: 503 }, 'model_unavailable', undefined],
    [424, 'ModelError', {}, 'model_unavailable', undefined],
    [418, 'NewlyInvented', {}, 'model_refused_request', undefined],
  ])('HTTP %i %s %j is %s', async (status, name, more, code, retryAfterS) => {
    const failure = await failureOf(refusal(status, name, more))
    expect(failure).toMatchObject({ code, retryAfterS, cause: { name, status, requestId: 'req-1' } })
    expect(server?.calls).toBe(1)
  })

  it.each([
    ['ModelStreamError', { ErrorCode: 'ModelInvocationTimeExceeded' }, 'model_timeout'],
    ['ModelStreamError', { ErrorCode: 'StreamBroken' }, 'model_unavailable'],
    ['InternalStreamFailure', {}, 'model_unavailable'],
  ])('in the stream, %s %j is %s', async (type, more, code) => {
    const failure = await failureOf(contains(rust, failureFrame(type, { Message: 'vendor-secret', ...more })))
    expect(failure).toMatchObject({ code, cause: { name: type } })
  })

  it('may be said by the container, in its stream', async () => {
    const failure = await failureOf(contains(rust, event({ error: { message: 'vendor-secret', code: 429 } })))
    expect(failure.code).toBe('model_throttled')
  })

  it('may be a frame that does not add up', async () => {
    const frame = Buffer.from(partFrame(rust))
    frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 1
    expect((await failureOf(contains(frame))).code).toBe('model_unavailable')
  })
})
