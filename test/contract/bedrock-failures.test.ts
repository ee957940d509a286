import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type BedrockClientOptions, createBedrockClient } from '../../shared/adapters/bedrock/client.ts'
import { createBedrockModel } from '../../shared/adapters/bedrock/language-model.ts'
import { IngotError } from '../../shared/errors.ts'
import type { ModelPart } from '../../shared/ports/language-model.ts'
import { errorFrame, eventFrame, exceptionFrame } from '../support/bedrock-frames.ts'
import {
  type BedrockReply,
  type BedrockServer,
  type BedrockStep,
  errorReply,
  startBedrockServer,
} from '../support/bedrock-server.ts'

const rust = eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Rust is' } })
const more = eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: ' fast.' } })
const stop = eventFrame('messageStop', { stopReason: 'end_turn' })
const usage = eventFrame('metadata', { usage: { inputTokens: 9, outputTokens: 6, totalTokens: 15 } })

const REQUEST = { messages: [{ role: 'user' as const, content: 'What is Rust?' }], maxOutputTokens: 50 }

let server: BedrockServer | undefined
afterEach(() => server?.close())

type Settings = BedrockClientOptions & { idleTimeoutMs?: number }

async function startModel(reply: BedrockReply, { idleTimeoutMs = 10_000, ...given }: Settings = {}) {
  const started = await startBedrockServer(reply)
  server = started
  const client = createBedrockClient({
    region: 'us-east-1',
    endpoint: started.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...given,
  })
  const model = createBedrockModel({ alias: 'r1', model: 'deepseek.v3-v1:0', client, idleTimeoutMs })
  return { server: started, model }
}

async function read(
  model: ReturnType<typeof createBedrockModel>,
  signal: AbortSignal = new AbortController().signal,
  onPart?: () => unknown,
) {
  const parts: ModelPart[] = []
  try {
    for await (const part of model.stream(REQUEST, { signal })) {
      parts.push(part)
      await onPart?.()
    }
  } catch (thrown) {
    return { parts, thrown }
  }
  return { parts, thrown: undefined }
}

/** The failure of a stream that gave "Rust is", or nothing. */
async function failureOf(reply: BedrockReply, settings: Settings = {}) {
  const { model } = await startModel(reply, settings)
  const { parts, thrown } = await read(model)
  expect(thrown).toBeInstanceOf(IngotError)
  const failure = thrown as IngotError
  expect(failure.message).not.toContain('vendor-secret')
  return { parts: parts.length, failure }
}

const steps = (...given: BedrockStep[]): BedrockReply => ({ steps: given })

describe('an error of Bedrock before the stream', () => {
  it.each([
    [429, 'ThrottlingException', 'model_throttled'],
    [400, 'ServiceQuotaExceededException', 'model_throttled'],
    [429, 'ModelNotReadyException', 'model_unavailable'],
    [408, 'ModelTimeoutException', 'model_timeout'],
    [424, 'ModelErrorException', 'model_unavailable'],
    [500, 'InternalServerException', 'model_unavailable'],
    [503, 'ServiceUnavailableException', 'model_unavailable'],
    [400, 'ValidationException', 'model_refused_request'],
    [403, 'AccessDeniedException', 'model_refused_request'],
    [404, 'ResourceNotFoundException', 'model_refused_request'],
    [403, 'ExpiredTokenException', 'model_refused_request'],
    [418, 'NewlyInventedException', 'model_refused_request'],
    [529, 'NewlyInventedException', 'model_unavailable'],
  ])('HTTP %i %s is %s', async (status, name, code) => {
    const { failure } = await failureOf(errorReply(status, name))
    expect(failure).toMatchObject({
      code,
      retryAfterS: undefined,
      cause: { name, status, requestId: 'req-1', message: expect.stringContaining('vendor-secret') },
    })
    expect(server?.calls).toBe(1)
  })

  it.each([
    [502, 'model_unavailable'],
    [403, 'model_refused_request'],
  ])('may be a page of HTML in front of it: %i is %s', async (status, code) => {
    const { failure } = await failureOf({
      status,
      headers: { 'content-type': 'text/html' },
      steps: ['<h1>vendor-secret</h1>'],
    })
    expect(failure).toMatchObject({ code, cause: { status } })
  })

  it.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': '1.2' }, 2],
    [{ 'x-amz-retry-after': '1500' }, 2],
    [{ 'retry-after': 'Thu, 26 Nov 2026 07:28:00 GMT', date: 'Thu, 26 Nov 2026 07:27:48 GMT' }, 12],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-3' }, undefined],
  ])('says when to come back: %j', async (headers, retryAfterS) => {
    const { failure } = await failureOf(errorReply(503, 'ServiceUnavailableException', headers))
    expect(failure).toMatchObject({ code: 'model_unavailable', retryAfterS })
  })

  it('is tried again only by a client that is told to', async () => {
    await failureOf(errorReply(503, 'ServiceUnavailableException'), { maxAttempts: 2 })
    expect(server?.calls).toBe(2)
  })

  it('is unavailable when nobody serves the endpoint, and keeps the reason', async () => {
    const { server, model } = await startModel({})
    await server.close()
    expect((await read(model)).thrown).toMatchObject({
      code: 'model_unavailable',
      cause: { cause: { code: 'ECONNREFUSED' } },
    })
  })

  it('is refused when there are no credentials', async () => {
    const credentials = async () => {
      throw Object.assign(new Error('vendor-secret'), { name: 'CredentialsProviderError' })
    }
    const { failure } = await failureOf({}, { credentials })
    expect(failure).toMatchObject({ code: 'model_refused_request', retryable: false })
    expect(server?.calls).toBe(0)
  })
})

describe('an error of Bedrock inside the stream, after HTTP 200', () => {
  const KINDS = [
    ['throttlingException', 'model_throttled'],
    ['modelStreamErrorException', 'model_unavailable'],
    ['serviceUnavailableException', 'model_unavailable'],
    ['internalServerException', 'model_unavailable'],
    ['validationException', 'model_refused_request'],
    ['modelTimeoutException', 'model_timeout'],
    ['newlyInventedException', 'model_unavailable'],
  ] as const

  it.each(KINDS)('%s is %s', async (kind, code) => {
    const { parts, failure } = await failureOf(steps(rust, exceptionFrame(kind)))
    expect(parts).toBe(1)
    expect(failure.code).toBe(code)
  })

  it.each(KINDS)('%s is %s as the first event too', async (kind, code) => {
    const { parts, failure } = await failureOf(steps(exceptionFrame(kind)))
    expect(parts).toBe(0)
    expect(failure.code).toBe(code)
    expect(server?.calls).toBe(1)
  })

  it('comes after a stop reason too, and then the answer did not end well', async () => {
    const { failure } = await failureOf(steps(rust, stop, exceptionFrame('internalServerException')))
    expect(failure.code).toBe('model_unavailable')
  })

  it.each([
    ['an error without a name of its own', errorFrame('InternalFailure'), 'model_unavailable'],
    ['an event that is no JSON', eventFrame('contentBlockDelta', '<vendor-secret>'), 'model_protocol_error'],
    ['a frame with a wrong checksum', spoilt(more), 'model_unavailable'],
  ])('%s', async (_, frame, code) => {
    const { parts, failure } = await failureOf(steps(rust, frame))
    expect(parts).toBe(1)
    expect(failure.code).toBe(code)
  })

  it.each([
    ['cut in a frame', [rust, more.subarray(0, 40), { delayMs: 20 }, 'cut'], 1, 'model_unavailable'],
    ['ended in a frame', [rust, more.subarray(0, 40)], 1, 'model_unavailable'],
    ['reset', [rust, { delayMs: 20 }, 'reset'], 1, 'model_unavailable'],
    ['cut before the first event', [{ delayMs: 20 }, 'cut'], 0, 'model_unavailable'],
    ['cut after the usage alone', [rust, usage, { delayMs: 20 }, 'cut'], 1, 'model_unavailable'],
    ['ended before the first event', [], 0, 'model_protocol_error'],
  ] as const)('a stream that is %s', async (_, script, count, code) => {
    const { parts, failure } = await failureOf(steps(...script))
    expect(parts).toBe(count)
    expect(failure.code).toBe(code)
  })

  it('is no event stream: tells so before a byte of it is taken for a length', async () => {
    const { failure } = await failureOf({
      headers: { 'content-type': 'application/json' },
      steps: ['{"vendor-secret": 1}', 'hang'],
    })
    expect(failure).toMatchObject({
      code: 'model_protocol_error',
      cause: { statusCode: 200, contentType: 'application/json' },
    })
    await server?.aborted()
  })
})

describe('waiting for Bedrock', () => {
  it('has an end when it is silent before the status line', async () => {
    const { failure } = await failureOf({ isSilent: true }, { idleTimeoutMs: 200 })
    expect(failure.code).toBe('model_timeout')
    await server?.aborted()
  })

  it('has an end when the credentials do not come, and when the reader leaves then', async () => {
    const credentials = () => new Promise<never>(() => undefined)
    const { failure } = await failureOf({}, { credentials, idleTimeoutMs: 100 })
    expect(failure.code).toBe('model_timeout')
    await server?.close()

    const { model, server: other } = await startModel({}, { credentials })
    const controller = new AbortController()
    const reading = read(model, controller.signal)
    const reason = new Error('the reader left')
    controller.abort(reason)
    expect((await reading).thrown).toBe(reason)
    expect(other.calls).toBe(0)
  })

  it('does not count the time of a slow reader as silence', async () => {
    const { model } = await startModel(steps(rust, more, stop, usage), { idleTimeoutMs: 150 })
    let seen = 0
    const { parts, thrown } = await read(model, undefined, () => (seen++ === 0 ? sleep(300) : undefined))
    expect(thrown).toBeUndefined()
    expect(parts).toHaveLength(3)
  })

  it('ends while the reader is away with something else', async () => {
    // Half a frame: the SDK fails when it is cut off there, and nobody may be left to be told.
    const begun = Buffer.concat([rust, more.subarray(0, 40)])
    const { model, server } = await startModel(steps(begun, 'hang'))
    const controller = new AbortController()
    const reason = new Error('the reader left')
    const { parts, thrown } = await read(model, controller.signal, async () => {
      controller.abort(reason)
      await server.aborted()
    })
    expect(parts).toHaveLength(1)
    expect(thrown).toBe(reason)
  })

  it('ends a stream that never ends', async () => {
    const flood = Array.from({ length: 5_000 }, () => rust)
    const { model, server } = await startModel({ steps: [...flood, 'hang'] })
    let count = 0
    for await (const _ of model.stream(REQUEST, { signal: new AbortController().signal })) {
      if (++count === 100) break
    }
    await server.aborted()
    expect(count).toBe(100)
  })

  it('leaves nothing open after a good end', async () => {
    const { model, server } = await startModel(steps(rust, stop, usage))
    for (let turn = 0; turn < 3; turn++) expect((await read(model)).parts).toHaveLength(2)
    await server.idle()
  })
})

function spoilt(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}
