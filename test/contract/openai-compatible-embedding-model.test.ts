import { afterEach, describe, expect, it } from 'vitest'
import { createOpenAiCompatibleEmbeddingModel } from '../../shared/adapters/openai-compatible/embedding-model.ts'
import {
  type RecordedRequest,
  type Script,
  type ScriptedOpenAiServer,
  type ScriptedReply,
  startScriptedOpenAiServer,
} from '../support/scripted-openai-server.ts'
import { vectorOf } from '../support/vector-of-words.ts'
import { describeEmbeddingModel, type EmbeddingFault } from './embedding-model-suite.ts'

const DIMENSIONS = 384
const never = new AbortController().signal

let server: ScriptedOpenAiServer | undefined
afterEach(() => server?.close())

type Options = Parameters<typeof createOpenAiCompatibleEmbeddingModel>[0]

async function startModel(
  script: Script,
  { entry, ...options }: Partial<Omit<Options, 'entry'>> & { entry?: Partial<Options['entry']> } = {},
) {
  await server?.close()
  const started = await startScriptedOpenAiServer(script)
  server = started
  const model = createOpenAiCompatibleEmbeddingModel({
    entry: {
      base_url: started.baseUrl,
      model: 'words',
      dimensions: DIMENSIONS,
      send_dimensions: false,
      context_tokens: 512,
      texts_per_call: 32,
      query_prefix: '',
      document_prefix: '',
      ...entry,
    },
    ...options,
  })
  return { model, server: started, calls: () => started.calls }
}

const json = (body: unknown, status = 200): ScriptedReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  steps: [JSON.stringify(body)],
})
const rows = (embeddings: readonly unknown[]) =>
  embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding }))
const list = (data: unknown) =>
  json({ object: 'list', data, model: 'words', usage: { prompt_tokens: 3, total_tokens: 3 } })
const textsOf = ({ body }: RecordedRequest) => body['input'] as string[]
const base64 = (vector: readonly number[]) => Buffer.from(Float32Array.from(vector).buffer).toString('base64')

/** A server as strict as text-embeddings-inference is unless told otherwise. */
function words(toRows: (embeddings: number[][]) => unknown): Script {
  return (request) => {
    const texts = textsOf(request)
    if (texts.length > 32) return json({ error: 'batch size 33 > maximum allowed batch size 32' }, 422)
    if (texts.some((text) => text.length > 2_048))
      return json({ error: 'inputs must have < 512 tokens' }, 413)
    return list(toRows(texts.map((text) => vectorOf(text, DIMENSIONS))))
  }
}
const asFloats = words(rows)
const asBase64 = words((embeddings) => rows(embeddings.map(base64)))

const FAULTS: Record<EmbeddingFault, ScriptedReply> = {
  throttled: json({ error: { message: 'vendor-secret' } }, 429),
  down: json({ error: { message: 'vendor-secret' } }, 503),
  forbidden: json({ error: { message: 'vendor-secret' } }, 401),
  silent: { steps: ['hang'] },
  'not-json': { headers: { 'content-type': 'text/plain' }, steps: ['vendor-secret'] },
  'other-shape': list([{ index: 0, embedding: { 'vendor-secret': 1 } }]),
}

for (const [name, script] of [
  ['floats', asFloats],
  ['base64', asBase64],
  ['the last first', words((embeddings) => rows(embeddings).reverse())],
  ['no index', words((embeddings) => embeddings.map((embedding) => ({ embedding })))],
] as const) {
  describeEmbeddingModel(
    `openai-compatible, ${name}`,
    () => startModel(script),
    (fault) => startModel(FAULTS[fault], { timeoutMs: 200 }),
  )
}

describe('the wire of embeddings', () => {
  it('asks for base64 with the key, and not for dimensions', async () => {
    const { model, server } = await startModel(asBase64, { apiKey: 'key-1' })
    await model.embed(['one', 'two'], { kind: 'query', signal: never })
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/embeddings' })
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer key-1')
    expect(server.requests[0]?.body).toEqual({
      model: 'words',
      input: ['one', 'two'],
      encoding_format: 'base64',
    })
    expect(model).toMatchObject({ id: 'words/384', dimensions: 384 })
  })

  it('asks for dimensions of a model that has a choice of them', async () => {
    const entry = { dimensions: 2, send_dimensions: true }
    const { model, server } = await startModel(list(rows([[3, 4]])), { entry })
    const [vector] = await model.embed(['one'], { kind: 'query', signal: never })
    expect(server.requests[0]?.body['dimensions']).toBe(2)
    expect([...vector!]).toEqual([Math.fround(0.6), Math.fround(0.8)])
  })

  it('asks for so many texts a call', async () => {
    const { model, server } = await startModel(asFloats, { entry: { texts_per_call: 10 } })
    await model.embed(new Array(25).fill('text'), { kind: 'document', signal: never })
    expect(server.requests.map((request) => textsOf(request).length)).toEqual([10, 10, 5])
  })

  it('tells questions from passages where the model wants that', async () => {
    const entry = { query_prefix: 'query: ', document_prefix: 'passage: ' }
    const { model, server } = await startModel(asFloats, { entry })
    await model.embed(['who'], { kind: 'query', signal: never })
    await model.embed(['Ada'], { kind: 'document', signal: never })
    expect(server.requests.map(textsOf)).toEqual([['query: who'], ['passage: Ada']])
    expect(model.id).toBe('words/384/query: /passage: ')
  })

  it.each([
    ['other dimensions', list(rows([[1, 0]])), { vectors: 1, dimensions: 2 }],
    ['another number of vectors', list([]), { vectors: 0, dimensions: undefined }],
  ])('refuses %s', async (_, reply, cause) => {
    const { model } = await startModel(reply)
    await expect(model.embed(['a'], { kind: 'query', signal: never })).rejects.toMatchObject({
      code: 'model_protocol_error',
      cause,
    })
  })

  it.each([
    ['a vector without a length', list(rows([base64([Number.NaN, 1])])), 'model_protocol_error'],
    ['an error in a good answer', json({ error: { code: 429 } }), 'model_throttled'],
    ['an endless answer', { steps: ['['.repeat(1_100_000), 'hang'] }, 'model_protocol_error'],
    ['an answer that breaks off', { steps: ['{"data":', 'cut'] }, 'model_unavailable'],
    [
      'a page',
      { headers: { 'content-type': 'text/html' }, steps: ['<h1>Welcome</h1>'] },
      'model_protocol_error',
    ],
  ] as const)('refuses %s', async (_, reply, code) => {
    const { model } = await startModel(reply, { entry: { dimensions: 2 } })
    await expect(model.embed(['a'], { kind: 'query', signal: never })).rejects.toMatchObject({ code })
  })

  it('gives the delay that a throttling server asked for', async () => {
    const { model } = await startModel({ ...FAULTS.throttled, headers: { 'retry-after': '7' } })
    const embedding = model.embed(['a'], { kind: 'query', signal: never })
    await expect(embedding).rejects.toMatchObject({ code: 'model_throttled', retryAfterS: 7 })
  })

  it('leaves the other calls when one fails', async () => {
    let seen: () => void = () => undefined
    const other = new Promise<void>((resolve) => {
      seen = resolve
    })
    const script: Script = (request) => {
      if (textsOf(request)[0] === 'bad') return { status: 400, steps: [{ until: other }, '{}'] }
      seen()
      return { steps: ['hang'] }
    }
    const { model, server } = await startModel(script, { entry: { texts_per_call: 1 }, timeoutMs: 60_000 })
    await expect(model.embed(['bad', 'good'], { kind: 'query', signal: never })).rejects.toMatchObject({
      code: 'model_refused_request',
    })
    await server.aborted()
    expect(server.calls).toBe(2)
  })
})
