import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInfraSettings, readInfraSettings } from '../../infra/settings.ts'

const R1 = { models: [{ preset: 'bedrock-deepseek-r1' }] }
const HUNYUAN = { models: [{ preset: 'hunyuan-t1' }] }

const refusal = (settings: unknown, models: unknown = { models: [] }) => {
  try {
    parseInfraSettings(settings, { file: 'prod.json', readOther: () => models })
  } catch (thrown) {
    return (thrown as Error).message
  }
  return 'accepted'
}

describe('the settings of the infrastructure', () => {
  it('need not be given', () => {
    expect(readInfraSettings(undefined)).toMatchObject({
      stage: 'dev',
      data: 'destroy',
      firewall: null,
      canary: false,
    })
  })

  it('have the defaults of their stage, or of the one that they name', () => {
    const told = { alarmEmail: 'ops@example.com', monthlyBudgetUsd: 1 }
    expect(parseInfraSettings({ stage: 'prod', ...told })).toMatchObject({
      data: 'retain',
      canary: true,
      concurrency: { stream: 200, fill: 20 },
    })
    expect(parseInfraSettings({ stage: 'berlin', preset: 'prod', ...told })).toMatchObject({ logDays: 90 })
    expect(parseInfraSettings({ stage: 'berlin' })).toMatchObject({ logDays: 7 })
  })

  it('are read from a file, and the models from where it lies', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ingot-settings-'))
    const file = path.join(folder, 'test.json')
    const settings = { stage: 'test', region: 'us-east-1', modelsFile: 'models.json' }
    await writeFile(file, JSON.stringify(settings))
    await writeFile(
      path.join(folder, 'models.json'),
      JSON.stringify({ models: [{ preset: 'bedrock-deepseek-v3' }] }),
    )
    expect(readInfraSettings(file)).toMatchObject({
      stage: 'test',
      models: { models: [{ alias: 'deepseek-v3' }] },
    })
    await writeFile(file, '{"stage": }')
    expect(() => readInfraSettings(file)).toThrow(/test\.json: is not JSON: /)
    expect(() => readInfraSettings(path.join(folder, 'none.json'))).toThrow(/none\.json: cannot be read/)
    await rm(folder, { recursive: true })
  })

  it.each([
    [{ stge: 'prod' }, /^prod\.json: unknown key stge; known: stage, preset, account, region, tags, data, /],
    [{ stage: 'Prod!' }, 'prod.json: stage: a short word in lower case, e.g. "dev" or "prod"'],
    [{ account: 12345678901 }, /^prod\.json: account: /],
    [{ account: '1234' }, 'prod.json: account: 12 digits in quotes'],
    [{ region: 'Ireland' }, 'prod.json: region: the code of a Region, e.g. "eu-west-1"'],
    [{ data: 'keep' }, /^prod\.json: data: .*"retain"\|"destroy"/],
    [
      { throttle: { rate: 5 } },
      /throttle\.ratePerSecond: .*; throttle: unknown key rate; known: ratePerSecond, burst$/s,
    ],
    [
      { firewall: { requestsPerAddress: '100' } },
      /^prod\.json: firewall\.requestsPerAddress: .*expected number/,
    ],
    [{ logDays: 5 }, 'prod.json: logDays: one of 7, 30, 90, 365'],
    [
      { env: { LOG_LEVEL: 'info' } },
      'prod.json: env.LOG_LEVEL: no setting of the app; those begin with INGOT_',
    ],
    [{ secrets: { KEY: 'sk-123' } }, 'prod.json: secrets.KEY: an ARN that begins "arn:aws:secretsmanager:"'],
    [
      { delivery: { repository: 'ingot', environment: 'prod' } },
      'prod.json: delivery.repository: "owner/name"',
    ],
    [{ stage: 'prod', monthlyBudgetUsd: 10 }, 'prod.json: alarmEmail: needed in prod: nobody would be told'],
    [
      { stage: 'prod', alarmEmail: 'o@e.co' },
      'prod.json: monthlyBudgetUsd: needed in prod: nobody would be told',
    ],
    [[], /expected object/],
    [null, /expected object/],
  ])('%j is refused with the file, the path and what is allowed', (settings, message) => {
    expect(refusal(settings)).toMatch(message)
  })

  it.each([
    [{ INGOT_ANSWER_TIMEOUT_S: 'soon' }, {}, /^prod\.json: env\.INGOT_ANSWER_TIMEOUT_S: .*expected number/],
    [{ INGOT_ANSWER_TIMEOUT_S: '300' }, {}, /^prod\.json: env\.INGOT_ANSWER_TIMEOUT_S: at most 240; /],
    [
      { INGOT_WEB_SERCH: 'brave' },
      {},
      /^prod\.json: env\.INGOT_WEB_SERCH: unknown setting; known: .*INGOT_WEB_SEARCH/,
    ],
    [{ INGOT_AUTH: 'none' }, {}, 'prod.json: env.INGOT_AUTH: none is for loopback alone; keys, jwt or both'],
    [
      { INGOT_WEB_SEARCH: 'brave' },
      {},
      'prod.json: env.INGOT_WEB_SEARCH: brave needs INGOT_BRAVE_API_KEY (a key goes into "secrets")',
    ],
    [
      { INGOT_WEB_SEARCH: 'brave' },
      { INGOT_BRAVE_API_KEY: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:brave-AbCdEf' },
      'accepted',
    ],
    [
      {},
      { INGOT_BRAVE_KEY: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:brave-AbCdEf' },
      /^prod\.json: secrets\.INGOT_BRAVE_KEY: unknown setting; known: /,
    ],
  ])('are refused where the app would refuse them when it starts: %j %j', (env, secrets, message) => {
    expect(refusal({ env, secrets })).toMatch(message)
  })

  it.each([
    ['english', {}, 'prod.json: modelsFile: "sentence-encoder" is not in the code for Lambda; '],
    ['titan', {}, 'accepted'],
    ['bge', {}, 'prod.json: env.INGOT_SEMANTIC_ENCODER: no embedding model "bge" in the models file'],
    ['titan', { vectors: {} }, 'prod.json: vectors.dimensions: 1024, as "titan" has them'],
    ['titan', { vectors: { dimensions: 1_024 } }, 'accepted'],
  ])('are refused where the encoder does not fit: %s %j', (alias, more, message) => {
    const titan = { adapter: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 1_024 }
    const english = { alias: 'english', adapter: 'sentence-encoder' }
    const embeddings = [alias === 'english' ? english : { alias: 'titan', ...titan }]
    const env = { INGOT_SEMANTIC_ENCODER: alias }
    expect(refusal({ env, modelsFile: 'models.json', ...more }, { embeddings })).toContain(message)
  })

  it('ask for the Regions of each inference profile, and for the secrets of the models', () => {
    const modelsFile = 'models.json'
    expect(refusal({ modelsFile }, R1)).toMatch(
      /^prod\.json: profileRegions\.us\.deepseek\.r1-v1:0: needed by the models file; the Regions it routes to, e\.g\. \["us-east-1"/,
    )
    expect(refusal({ modelsFile, profileRegions: { 'us.deepseek.r1-v1:0': ['us-east-1'] } }, R1)).toBe(
      'accepted',
    )
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc'
    expect(refusal({ modelsFile }, { models: [{ ...R1.models[0], model: arn }] })).toBe(
      `prod.json: models file: "${arn}": on AWS a model is named by its id or its profile's, which permissions are made of`,
    )
    expect(refusal({ modelsFile }, HUNYUAN)).toBe(
      'prod.json: secrets.HUNYUAN_API_KEY: needed by the models file; the ARN of the secret that holds the key',
    )
    expect(refusal({ modelsFile }, { models: [{ preset: 'gpt' }] })).toMatch(
      /^models\.json: models\[0\]\.preset: /,
    )
  })

  it('are accepted or refused, whatever they are, and never anything else', () => {
    const keys = fc.constantFrom(
      'stage',
      'preset',
      'data',
      'throttle',
      'firewall',
      'tags',
      'env',
      'domain',
      '__proto__',
    )
    const files = fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 }))
    fc.assert(
      fc.property(files, (settings) => {
        const told = refusal(settings)
        expect(told === 'accepted' || told.startsWith('prod.json: ')).toBe(true)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})
