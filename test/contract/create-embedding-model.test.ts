import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseModels } from '../../shared/config/models.ts'
import { createEmbeddingModel } from '../../shared/runtime/create-embedding-model.ts'
import { findEncoder } from '../../shared/runtime/find-encoder.ts'
import { jsonReply, startBedrockServer } from '../support/bedrock-server.ts'
import { startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'

const asked = { kind: 'query', signal: new AbortController().signal } as const

const createFrom = (entry: Record<string, unknown>) => {
  const [parsed] = parseModels({ embeddings: [entry] }).embeddings
  return createEmbeddingModel(parsed!)
}

describe('an embedding model of the models file', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('is asked at Bedrock, at its endpoint', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    await using server = await disposable(
      startBedrockServer(jsonReply({ embedding: [3, ...new Array(255).fill(0)] })),
    )
    const model = await createFrom({
      alias: 'titan',
      adapter: 'bedrock',
      model: 'amazon.titan-embed-text-v2:0',
      region: 'us-east-1',
      endpoint_url: server.endpoint,
      dimensions: 256,
    })
    const [vector] = await model.embed(['text'], asked)
    expect(vector?.[0]).toBe(1)
    expect(server.requests[0]?.body).toMatchObject({ inputText: 'text', dimensions: 256 })
  })

  it('is the encoder that comes with Ingot', async () => {
    const model = await createFrom({ alias: 'english', adapter: 'sentence-encoder' })
    expect(model.id).toBe('universal-sentence-encoder-lite/512')
  })

  it('is found by the setting that names it for the semantic cache, or refused with those that are known', () => {
    const { embeddings } = parseModels({ embeddings: [{ alias: 'english', adapter: 'sentence-encoder' }] })
    expect(findEncoder({ semanticEncoder: 'english' }, embeddings)?.alias).toBe('english')
    expect(findEncoder({ semanticEncoder: null }, embeddings)).toBeUndefined()
    expect(() => findEncoder({ semanticEncoder: 'use' }, embeddings)).toThrow(
      'INGOT_SEMANTIC_ENCODER: no embedding model "use"; known: english',
    )
    expect(() => findEncoder({ semanticEncoder: 'use' }, [])).toThrow('known: none, see INGOT_MODELS_FILE')
  })

  it('is asked at any server, with its key, and not waited for too long', async () => {
    vi.stubEnv('VECTORS_KEY', 'key-1')
    const reply = { steps: ['{"data": [{"index": 0, "embedding": [0, 2]}]}'] }
    await using server = await disposable(
      startScriptedOpenAiServer((_, index) => (index === 0 ? reply : { steps: ['hang'] })),
    )
    const model = await createFrom({
      alias: 'words',
      adapter: 'openai-compatible',
      model: 'words',
      base_url: server.baseUrl,
      api_key_env: 'VECTORS_KEY',
      dimensions: 2,
      query_prefix: 'query: ',
      timeout_s: 0.1,
    })
    const [vector] = await model.embed(['text'], asked)
    expect([...vector!]).toEqual([0, 1])
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer key-1')
    expect(server.requests[0]?.body['input']).toEqual(['query: text'])
    await expect(model.embed(['text'], asked)).rejects.toMatchObject({ code: 'model_timeout' })
  })

  it('is refused without its key, and where Bedrock has no such model or dimensions', async () => {
    const words = { alias: 'words', adapter: 'openai-compatible', model: 'words', base_url: 'http://x' }
    await expect(createFrom({ ...words, dimensions: 2, api_key_env: 'NO_SUCH_KEY' })).rejects.toThrow(
      'NO_SUCH_KEY: not set, but model "words" needs it',
    )
    const bedrock = { alias: 'b', adapter: 'bedrock', region: 'us-east-1' }
    await expect(createFrom({ ...bedrock, model: 'deepseek.v3-v1:0' })).rejects.toThrow(
      /not an embedding model/,
    )
    const titan = { ...bedrock, model: 'amazon.titan-embed-text-v2:0' }
    await expect(createFrom({ ...titan, dimensions: 300 })).rejects.toThrow(/has no 300 dimensions/)
  })
})

/** Closed at the end of the test, however it ends. */
async function disposable<Server extends { close(): Promise<unknown> }>(starting: Promise<Server>) {
  const server = await starting
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      await server.close()
    },
  })
}
