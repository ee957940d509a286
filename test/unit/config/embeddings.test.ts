import { describe, expect, it } from 'vitest'
import { parseModels } from '../../../shared/config/models.ts'

const TITAN = { alias: 'titan', adapter: 'bedrock', model: 'amazon.titan-embed-text-v2:0' }
const BGE = {
  alias: 'bge',
  adapter: 'openai-compatible',
  model: 'BAAI/bge-m3',
  base_url: 'http://127.0.0.1:8000/v1',
  dimensions: 1024,
}

const refusal = (json: unknown) => {
  try {
    parseModels(json)
  } catch (thrown) {
    return (thrown as Error).message
  }
  throw new Error('was not refused')
}

describe('embedding models in the models file', () => {
  it('have the documented defaults, and are on no ladder', () => {
    expect(parseModels({ embeddings: [TITAN, BGE] })).toEqual({
      models: [],
      embeddings: [
        { ...TITAN, timeout_s: 10 },
        {
          ...BGE,
          timeout_s: 10,
          send_dimensions: false,
          context_tokens: 512,
          texts_per_call: 32,
          query_prefix: '',
          document_prefix: '',
        },
      ],
      ladder: ['extractive'],
      budgets: {},
    })
  })

  it.each([
    [{ ...TITAN, adapter: 'sagemaker' }, 'embeddings[0].adapter: one of "openai-compatible", "bedrock"'],
    [
      { ...TITAN, base_url: 'http://x' },
      'embeddings[0]: unknown key base_url; known: alias, model, timeout_s',
    ],
    [{ ...BGE, dimensions: undefined }, 'embeddings[0].dimensions: '],
    [{ ...BGE, api_key_env: 'sk-12' }, 'embeddings[0].api_key_env: the name of an environment variable'],
  ])('are refused with the path and what is allowed: %#', (entry, message) => {
    expect(refusal({ embeddings: [entry] })).toContain(message)
  })

  it('share their aliases with no other model', () => {
    const model = { alias: 'bge', adapter: 'bedrock', model: 'deepseek.v3-v1:0' }
    expect(refusal({ models: [model], embeddings: [BGE] })).toBe(
      'models file: embeddings[0].alias: "bge" is taken by another model',
    )
  })
})
