import { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { type InfraSettings, parseInfraSettings } from '../../infra/settings.ts'
import { createStacks } from '../../infra/stacks/create-stacks.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

const RUNS = 400
const SYNTHESISED = 3

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A file that says all that can be said. */
const WHOLE: { [key: string]: Json } = {
  stage: 'prod',
  account: '123456789012',
  region: 'us-east-1',
  data: 'retain',
  logDays: 90,
  tags: { Owner: 'search' },
  env: { INGOT_WEB_SEARCH: 'brave', INGOT_ANSWER_TIMEOUT_S: '45' },
  secrets: { INGOT_BRAVE_API_KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:brave-AbCdEf' },
  modelsFile: 'models.json',
  accessFile: 'access.json',
  profileRegions: { 'us.deepseek.r1-v1:0': ['us-east-1', 'us-west-2'] },
  guardrail: { blockedMessage: 'No.', contentFilter: 'HIGH' },
  domain: {
    name: 'answers.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    hostedZone: { id: 'Z1', name: 'example.com' },
  },
  throttle: { ratePerSecond: 100, burst: 200 },
  firewall: { requestsPerAddress: 500 },
  concurrency: { stream: 50, fill: null },
  canary: true,
  alarmEmail: 'ops@example.com',
  monthlyBudgetUsd: 500,
  dailySpendUsd: 40,
  delivery: { repository: 'acme/ingot', environment: 'prod' },
}
const OTHERS: Record<string, Json> = {
  'models.json': { models: [{ preset: 'bedrock-deepseek-r1' }] },
  'access.json': { issuers: [{ issuer: 'https://login.example.org/', audience: 'ingot', tenant: 'acme' }] },
}
const WRONG: readonly Json[] = [
  ...[null, true, '', 'x', '90', 0, -1, 1.5, 1e21, [], {}, ['us-east-1'], { a: 1 }],
  ...['prod', 'eu-west-1', 'arn:aws:s3:::x', 'AWS::Region', 'a'.repeat(5_000), '\u0000', '../../x'],
]

const parse = (json: Json) =>
  parseInfraSettings(json, { file: 'prod.json', readOther: (name) => OTHERS[name] ?? { models: 'x' } })

/** Puts something else, nothing, or one key too many, at a place that chance chooses. */
function mutate(json: Json, random: () => number): Json {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  if (typeof json !== 'object' || json === null || Array.isArray(json) || random() < 0.1) return pick(WRONG)
  const changed = { ...json }
  const keys = Object.keys(changed)
  if (keys.length === 0 || random() < 0.1)
    return { ...changed, [pick(['stge', '__proto__', 'x', ''])]: pick(WRONG) }
  const key = pick(keys)
  if (random() < 0.2) delete changed[key]
  else changed[key] = mutate(changed[key] as Json, random)
  return changed
}

describe('a settings file with mistakes', () => {
  const accepted: InfraSettings[] = []

  it(`is taken, or refused with its name, a path and no stack: ${RUNS} of them`, () => {
    const random = createSeededRandom(20_261_130)
    let refused = 0
    for (let run = 0; run < RUNS; run += 1) {
      let settings: Json = WHOLE
      for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1)
        settings = mutate(settings, random)
      try {
        accepted.push(parse(settings))
      } catch (thrown) {
        refused += 1
        const { message } = thrown as Error
        expect(message, JSON.stringify(settings)).toMatch(
          /^(prod|models|access|x|prod|eu-west-1|\S*)[^:]*: \S/,
        )
        expect(message).not.toMatch(/\n\s+at |undefined is not|Cannot read prop|is not a function/)
      }
    }
    expect(refused).toBeGreaterThan(RUNS / 2)
    expect(accepted.length).toBeGreaterThan(SYNTHESISED)
  })

  it('makes stacks where it is taken', () => {
    for (const settings of accepted.slice(0, SYNTHESISED)) {
      expect(() => createStacks(new App(), settings, { codeDirectory: 'functions/lambda' })).not.toThrow()
    }
  }, 60_000)
})
