import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseModels } from '../../shared/config/models.ts'
import { buildAwsRuntime, readAwsSettings } from '../../shared/runtime/aws.ts'
import { readable, synthStacks } from '../support/synth-stack.ts'

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret'
/** All that only those can do with who write answers. */
const SETTINGS = {
  region: 'us-east-1',
  modelsFile: 'models.json',
  secrets: { INGOT_BRAVE_API_KEY: `${SECRET}:brave-AbCdEf`, HUNYUAN_API_KEY: `${SECRET}:hunyuan-AbCdEf` },
  vectors: { dimensions: 1_024 },
  env: {
    INGOT_WEB_SEARCH: 'brave,knowledge-base',
    INGOT_KNOWLEDGE_BASE_ID: 'ABCDE12345',
    INGOT_SEMANTIC: 'on',
    INGOT_SEMANTIC_ENCODER: 'titan',
    INGOT_CORS_ORIGINS: 'https://app.example.com',
  },
}
const TITAN = { alias: 'titan', adapter: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 1_024 }
const MODELS = {
  models: [{ preset: 'hunyuan-t1' }],
  embeddings: [TITAN],
  rerank: { adapter: 'bedrock', model: 'amazon.rerank-v1:0' },
}
const synth = synthStacks(SETTINGS, MODELS)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ingot-environment-'))
  writeFileSync(path.join(folder, 'models.json'), JSON.stringify(parseModels(MODELS)))
  writeFileSync(path.join(folder, 'access.json'), '{}')
})
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(['Stream', 'Fill', 'Api', 'Ingest', 'Ops'])('the function %s', (name) => {
  const { Properties } = synth.all('api', 'AWS::Lambda::Function')[`${name}Function`] ?? {}
  const environment = Properties?.['Environment'] as { Variables: Record<string, unknown> } | undefined

  it('starts with the settings that the stack gives it', async () => {
    const variables = Object.entries(environment?.Variables ?? {}).map(
      ([key, value]) => [key, readable(value)] as const,
    )
    const { INGOT_SECRETS: secrets = '{}', NODE_OPTIONS: _, ...told } = Object.fromEntries(variables)
    for (const [key, value] of Object.entries(told)) {
      const isFile = key.endsWith('_FILE')
      const isUrl = key.endsWith('_URL')
      vi.stubEnv(key, isFile ? path.join(folder, value) : isUrl ? 'https://sqs.example/1/fills' : value)
    }
    // As the function reads them when it starts, from where it may.
    for (const key of Object.keys(JSON.parse(secrets))) vi.stubEnv(key, 'of the secret')
    vi.stubEnv('AWS_REGION', 'us-east-1')
    const runtime = await buildAwsRuntime(await readAwsSettings(), { report: () => undefined })
    expect(typeof runtime.settled).toBe('function')
  })
})
