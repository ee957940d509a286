import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate'
import type { App } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { afterAll, describe, expect, it } from 'vitest'
import { checkBySolutionsRules } from '../../infra/solutions-rules.ts'
import { synthStacks } from '../support/synth-stack.ts'

const SETTINGS = {
  stage: 'prod',
  alarmEmail: 'ops@example.com',
  monthlyBudgetUsd: 3_000,
  modelsFile: 'models.json',
  profileRegions: { 'us.deepseek.r1-v1:0': ['us-east-1', 'us-west-2'] },
  vectors: {},
  guardrail: { blockedMessage: 'No.' },
  gpuEndpoint: {
    alias: 'r1',
    image: '763104351884.dkr.ecr.us-east-1.amazonaws.com/djl-inference:0.33.0-lmi15.0.0-cu128',
    model: 'deepseek-ai/DeepSeek-R1-Distill-Qwen-7B',
  },
  delivery: { repository: 'acme/ingot', environment: 'prod' },
}
const MODELS = { models: [{ preset: 'bedrock-deepseek-r1' }, { preset: 'bedrock-deepseek-v3' }] }
/** Notes on what cannot be told from a template, or which properties replace a resource. */
const NOTES = new Set(['I1022', 'I9001', 'W3005'])

const folder = mkdtempSync(path.join(tmpdir(), 'ingot-validate-'))
const engine = new CelEngine()
afterAll(() => {
  engine.free()
  rmSync(folder, { recursive: true })
})

function findings(template: object): string[] {
  const file = path.join(folder, 'template.json')
  writeFileSync(file, JSON.stringify(template))
  const { diagnostics } = engine.validateStandard(new TemplateFile(file))
  return diagnostics
    .filter(({ ruleId }) => !NOTES.has(ruleId))
    .map(({ severity, ruleId, message }) => `${severity} ${ruleId} ${message}`)
}

/** Throws with what the rules of AWS solutions object to. */
function checkRules(app: App): void {
  checkBySolutionsRules(app)
  app.synth({ force: true })
}

describe.each([
  ['dev', {}, undefined],
  ['prod, with all that there is', SETTINGS, MODELS],
])('the templates of %s', (_, settings, models) => {
  const synth = synthStacks(settings, models)

  it.each(synth.names.map((name) => name.replace(/^ingot-(dev|prod)-/, '')))(
    'are what CloudFormation takes: %s',
    (name) => {
      expect(findings(synth.template(name as 'data').toJSON())).toEqual([])
    },
  )

  it('are what the rules of AWS solutions ask for, but for what is argued', () => {
    expect(() => checkRules(synth.app)).not.toThrow()
  })
})

describe('a fault', () => {
  it('that CloudFormation would refuse is found', () => {
    const template = synthStacks().template('data').toJSON()
    template['Resources'].AppTableA64782C6.Properties.KeySchema = 'pk'
    expect(findings(template).join()).toBe("FATAL F3012 'pk' is not of type 'array'")
  })

  it('that the rules of AWS solutions know is found', () => {
    const { app, stackOf } = synthStacks()
    new Queue(stackOf('api'), 'Open')
    expect(() => checkRules(app)).toThrow('AwsSolutions-SQS4')
  })
})
