import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseModels, readModelsFile } from '../../../shared/config/models.ts'
import { IngotError } from '../../../shared/errors.ts'

const R1 = {
  alias: 'r1',
  adapter: 'openai-compatible',
  model: 'deepseek-r1',
  base_url: 'http://127.0.0.1:8000/v1',
  api_key_env: 'R1_KEY',
  modes: ['deep'],
  capabilities: { reasoning: true, json_schema: false, prompt_caching: false },
  context_tokens: 65536,
  max_output_tokens: 8192,
  max_concurrency: 4,
  max_wait_s: 3,
  idle_timeout_s: 20,
  price: { input_usd_per_mtok: 1.35, output_usd_per_mtok: 5.4 },
  gpu: { prefill_tokens_per_s: 8000, decode_tokens_per_s: 60 },
}
const SMALL = {
  alias: 'qwen3:4b',
  adapter: 'openai-compatible',
  model: 'qwen3:4b',
  base_url: 'https://llm.test/v1',
}

const messageOf = (json: unknown): string => {
  try {
    parseModels(json)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(IngotError)
    expect((thrown as IngotError).code).toBe('invalid_setting')
    return (thrown as IngotError).message
  }
  throw new Error('was not refused')
}

describe('the models file', () => {
  it('keeps a full entry as it is written', () => {
    expect(parseModels({ models: [R1], ladder: ['r1', 'extractive'] })).toEqual({
      models: [R1],
      embeddings: [],
      ladder: ['r1', 'extractive'],
      budgets: {},
    })
  })

  it('reads the entry of the documentation', () => {
    const { max_wait_s, idle_timeout_s, ...documented } = { ...R1, capabilities: { reasoning: true } }
    expect(parseModels({ models: [documented], ladder: ['r1', 'extractive'] }).models).toEqual([
      { ...R1, max_wait_s: 5, idle_timeout_s: 30 },
    ])
  })

  it('fills in the documented defaults, and a ladder of all models and the extractive writer', () => {
    expect(parseModels({ models: [SMALL, R1] })).toEqual({
      models: [
        {
          ...SMALL,
          modes: ['fast'],
          capabilities: { reasoning: false, json_schema: false, prompt_caching: false },
          context_tokens: 8192,
          max_output_tokens: 2048,
          max_concurrency: 4,
          max_wait_s: 5,
          idle_timeout_s: 30,
        },
        R1,
      ],
      embeddings: [],
      ladder: ['qwen3:4b', 'r1', 'extractive'],
      budgets: {},
    })
  })

  it.each([
    [
      { ...R1, base_ulr: 'x' },
      'models file: models[0]: unknown key base_ulr; known: alias, model, modes, capabilities,',
    ],
    [
      { ...R1, capabilities: { vision: true } },
      'models[0].capabilities: unknown key vision; known: reasoning',
    ],
    [{ ...R1, adapter: 'ollama' }, 'models[0].adapter: one of "openai-compatible", "bedrock", "sagemaker"'],
    [{ ...R1, base_url: 'ftp://x' }, 'models[0].base_url: an http(s) URL, e.g. "http://127.0.0.1:8000/v1"'],
    [{ ...R1, modes: ['slow'] }, 'models[0].modes[0]: Invalid option: expected one of "fast"|"deep"'],
    [
      { ...R1, api_key_env: 'sk-12' },
      'models[0].api_key_env: the name of an environment variable, not the key',
    ],
    [{ ...R1, alias: 'a b' }, 'models[0].alias: letters, digits, ".", "_", ":" and "-"'],
    [{ ...R1, alias: 'extractive' }, 'models[0].alias: "extractive" is built in'],
    [{ ...SMALL, max_output_tokens: 4097 }, 'models[0].max_output_tokens: at most half of context_tokens'],
  ])('refuses a wrong entry with its path and what is allowed: %#', (entry, message) => {
    expect(messageOf({ models: [entry] })).toContain(message)
  })

  it.each([
    [
      { preset: 'bedrock-deepseek-r1' },
      { adapter: 'bedrock', model: 'us.deepseek.r1-v1:0', modes: ['deep'] },
    ],
    [
      { preset: 'hunyuan-t1', alias: 't1', api_key_env: 'T1_KEY' },
      { alias: 't1', adapter: 'openai-compatible', model: 'hunyuan-t1-latest', api_key_env: 'T1_KEY' },
    ],
    [
      { preset: 'ollama', model: 'qwen3:8b', max_concurrency: 2 },
      { alias: 'ollama', base_url: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b', max_concurrency: 2 },
    ],
  ])('takes a preset, and what is written beside it: %j', (entry, filled) => {
    expect(parseModels({ models: [entry] }).models[0]).toMatchObject(filled)
  })

  it.each([
    ['bedrock-deepseek-v3', {}],
    ['bedrock-nova-lite', {}],
    ['vllm', { model: 'qwen3' }],
  ])('knows the preset %s', (preset, own) => {
    expect(parseModels({ models: [{ preset, ...own }] }).models).toHaveLength(1)
  })

  it('names the presets when there is none of the name, and what a preset leaves open', () => {
    expect(messageOf({ models: [{ preset: 'constructor' }] })).toBe(
      'models file: models[0].preset: no preset "constructor"; known: bedrock-deepseek-r1, ' +
        'bedrock-deepseek-v3, bedrock-nova-lite, hunyuan-t1, vllm, ollama',
    )
    expect(messageOf({ models: [{ preset: 'vllm' }] })).toContain('models[0].model: Invalid input')
  })

  it('tells the adapters apart by their own fields', () => {
    const bedrock = { alias: 'v3', adapter: 'bedrock', model: 'deepseek.v3-v1:0' }
    expect(messageOf({ models: [{ ...bedrock, base_url: 'http://x' }] })).toContain('unknown key base_url')
    const guardrail = { id: 'g-1', version: '2' }
    expect(parseModels({ models: [{ ...bedrock, guardrail }] }).models[0]).toMatchObject({ guardrail })
    const sagemaker = { alias: 'own', adapter: 'sagemaker', model: 'hunyuan-a13b' }
    expect(messageOf({ models: [sagemaker] })).toContain('models[0].endpoint_name')
  })

  it('refuses an alias that is given twice', () => {
    expect(messageOf({ models: [R1, R1] })).toContain('models[1].alias: "r1" is taken by another model')
  })

  it('refuses a rung that is not there, and one that is there twice', () => {
    expect(messageOf({ models: [R1], ladder: ['r2', 'extractive', 'extractive'] })).toBe(
      'models file: ladder[0]: no model "r2"; known: r1, extractive; ladder[2]: "extractive" is on the ladder twice',
    )
  })

  it('tells all that is wrong at once', () => {
    expect(messageOf({ models: [{ ...R1, model: '', max_concurrency: 0 }], extra: 1 })).toMatch(
      /models\[0\]\.model: .*; models\[0\]\.max_concurrency: .*; unknown key extra; known: models, embeddings, rerank, ladder/,
    )
  })

  describe('on disk', () => {
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'ingot-models-'))
    })
    afterAll(() => rm(folder, { recursive: true }))

    it('is read and parsed', async () => {
      const file = path.join(folder, 'good.json')
      await writeFile(file, JSON.stringify({ models: [R1] }))
      expect((await readModelsFile(file)).ladder).toEqual(['r1', 'extractive'])
    })

    it('may be left out: then only the extractive writer is there', async () => {
      expect(await readModelsFile(null)).toMatchObject({ models: [], ladder: ['extractive'] })
    })

    it.each([
      ['missing.json', null, 'cannot be read'],
      ['broken.json', '{"models": [', 'is not JSON'],
      ['wrong.json', '{"models": 1}', 'models: Invalid input: expected array'],
    ])('is named when it is wrong: %s', async (name, text, message) => {
      const file = path.join(folder, name)
      if (text !== null) await writeFile(file, text)
      await expect(readModelsFile(file)).rejects.toMatchObject({
        code: 'invalid_setting',
        message: expect.stringContaining(`INGOT_MODELS_FILE ${file}: ${message}`),
      })
    })
  })
})
