import { afterEach, describe, expect, it } from 'vitest'
import { createBedrockClient } from '../../shared/adapters/bedrock/client.ts'
import { createBedrockEmbeddingModel } from '../../shared/adapters/bedrock/embedding-model.ts'
import {
  type BedrockReply,
  type BedrockRequest,
  type BedrockScript,
  type BedrockServer,
  errorReply,
  jsonReply,
  startBedrockServer,
} from '../support/bedrock-server.ts'
import { vectorOf } from '../support/vector-of-words.ts'
import { describeEmbeddingModel, type EmbeddingFault } from './embedding-model-suite.ts'

const TITAN = 'amazon.titan-embed-text-v2:0'
const TITAN_V1 = 'amazon.titan-embed-text-v1'
const COHERE_V4 = 'us.cohere.embed-v4:0'
const COHERE_V3 = 'cohere.embed-multilingual-v3'
const never = new AbortController().signal

let server: BedrockServer | undefined
afterEach(() => server?.close())

type Options = Partial<Parameters<typeof createBedrockEmbeddingModel>[0]>

async function startModel(script: BedrockScript, model: string, options: Options = {}) {
  await server?.close()
  const started = await startBedrockServer(script)
  server = started
  const client = createBedrockClient({
    region: 'us-east-1',
    endpoint: started.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  return {
    server: started,
    calls: () => started.calls,
    model: createBedrockEmbeddingModel({ model, client, ...options }),
  }
}

function embed({ model, body }: BedrockRequest): BedrockReply {
  if (model === TITAN || model === TITAN_V1) {
    // The limit is one of tokens; this is what it comes to for Chinese.
    if (body.inputText.length > 16_000) return errorReply(400, 'ValidationException')
    return jsonReply({
      embedding: vectorOf(body.inputText, body.dimensions ?? 1_536),
      inputTextTokenCount: 3,
    })
  }
  const texts: string[] = body.texts
  if (texts.length > 96) return errorReply(400, 'ValidationException')
  if (model === COHERE_V4) {
    const float = texts.map((text) => vectorOf(text, body.output_dimension))
    return jsonReply({ id: 'e-1', response_type: 'embeddings_by_type', embeddings: { float }, texts })
  }
  if (texts.some((text) => text.length > 2_048)) return errorReply(400, 'ValidationException')
  const embeddings = texts.map((text) => vectorOf(text, 1_024))
  return jsonReply({ id: 'e-1', response_type: 'embeddings_floats', embeddings, texts })
}

const FAULTS: Record<EmbeddingFault, BedrockReply> = {
  throttled: errorReply(429, 'ThrottlingException'),
  down: errorReply(503, 'ServiceUnavailableException'),
  forbidden: errorReply(403, 'AccessDeniedException'),
  silent: { isSilent: true },
  'not-json': jsonReply('<h1>vendor-secret</h1>'),
  'other-shape': jsonReply({ message: 'vendor-secret' }),
}

for (const model of [TITAN, TITAN_V1, COHERE_V4, COHERE_V3]) {
  describeEmbeddingModel(
    model,
    () => startModel(embed, model),
    (fault) => startModel(FAULTS[fault], model, { timeoutMs: 200 }),
  )
}

describe('the wire of embeddings on Bedrock', () => {
  it('asks Titan for one text a call, of the dimensions wanted', async () => {
    const { model, server } = await startModel(embed, TITAN, { dimensions: 256 })
    await model.embed(['one', 'two'], { kind: 'query', signal: never })
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/model/amazon.titan-embed-text-v2%3A0/invoke',
      '/model/amazon.titan-embed-text-v2%3A0/invoke',
    ])
    expect(server.requests.map(({ body }) => body)).toEqual([
      { inputText: 'one', dimensions: 256, normalize: true },
      { inputText: 'two', dimensions: 256, normalize: true },
    ])
    expect(server.requests[0]?.headers['content-type']).toBe('application/json')
    expect(model).toMatchObject({ id: 'amazon.titan-embed-text-v2:0/256', dimensions: 256 })
  })

  it('asks Titan v1 for a text, and nothing else', async () => {
    const { model, server } = await startModel(embed, TITAN_V1)
    await model.embed(['one'], { kind: 'query', signal: never })
    expect(server.requests[0]?.body).toEqual({ inputText: 'one' })
    expect(model).toMatchObject({ id: 'amazon.titan-embed-text-v1/1536', dimensions: 1_536 })
  })

  it('asks Cohere v4 for 96 texts a call, of the kind', async () => {
    const { model, server } = await startModel(embed, COHERE_V4)
    await model.embed(new Array(100).fill('text'), { kind: 'document', signal: never })
    expect(server.requests.map(({ body }) => body.texts.length)).toEqual([96, 4])
    expect(server.requests[1]?.body).toEqual({
      texts: ['text', 'text', 'text', 'text'],
      input_type: 'search_document',
      embedding_types: ['float'],
      output_dimension: 1_536,
      truncate: 'RIGHT',
    })
    expect(model.dimensions).toBe(1_536)
  })

  it('asks Cohere v3 as a query', async () => {
    const { model, server } = await startModel(embed, COHERE_V3)
    await model.embed(['text'], { kind: 'query', signal: never })
    expect(server.requests[0]?.body).toEqual({ texts: ['text'], input_type: 'search_query', truncate: 'END' })
    expect(model.id).toBe('cohere.embed-multilingual-v3/1024')
  })

  it('refuses vectors of other dimensions, and another number of them', async () => {
    const short = await startModel(jsonReply({ embedding: [1, 0] }), TITAN)
    await expect(short.model.embed(['a'], { kind: 'query', signal: never })).rejects.toMatchObject({
      code: 'model_protocol_error',
      cause: { vectors: 1, dimensions: 2 },
    })
    const few = await startModel(jsonReply({ embeddings: [vectorOf('a', 1_024)] }), COHERE_V3)
    await expect(few.model.embed(['a', 'b'], { kind: 'query', signal: never })).rejects.toMatchObject({
      code: 'model_protocol_error',
      cause: { vectors: 1, dimensions: 1_024 },
    })
  })

  it('ends the other calls when one fails', async () => {
    let seen: () => void = () => undefined
    const other = new Promise<void>((resolve) => {
      seen = resolve
    })
    const script = ({ body }: BedrockRequest): BedrockReply => {
      if (body.inputText === 'bad') {
        const refusal = errorReply(400, 'ValidationException')
        return { ...refusal, steps: [{ until: other }, ...(refusal.steps ?? [])] }
      }
      seen()
      return { isSilent: true }
    }
    const { model, server } = await startModel(script, TITAN, { timeoutMs: 60_000 })
    await expect(model.embed(['bad', 'good'], { kind: 'query', signal: never })).rejects.toMatchObject({
      code: 'model_refused_request',
    })
    await server.aborted()
    expect(server.calls).toBe(2)
  })

  it.each([
    ['arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.cohere.embed-v4:0', 1_536],
    ['global.cohere.embed-v4:0', 1_536],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0', 1_024],
  ])('knows the model of %s', (model, dimensions) => {
    const client = createBedrockClient({ region: 'us-east-1' })
    expect(createBedrockEmbeddingModel({ model, client }).dimensions).toBe(dimensions)
  })

  it('says at once which models and dimensions there are', () => {
    const client = createBedrockClient({ region: 'us-east-1' })
    expect(() => createBedrockEmbeddingModel({ model: 'amazon.titan-embed-image-v1', client })).toThrow(
      /not an embedding model that is known; known: amazon.titan-embed-text-v2, amazon.titan-embed-text-v1/,
    )
    expect(() => createBedrockEmbeddingModel({ model: TITAN, client, dimensions: 300 })).toThrow(
      '"amazon.titan-embed-text-v2:0" has no 300 dimensions; known: 1024, 512, 256',
    )
  })
})
