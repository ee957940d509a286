import { App, Stack } from 'aws-cdk-lib'
import { parseInfraSettings } from '../settings.ts'
import { createStacks } from '../stacks/create-stacks.ts'
import type { Template } from './judge-change.ts'

/** An installation that has everything that keeps data or gives permissions. */
const SETTINGS = {
  stage: 'prod',
  account: '123456789012',
  region: 'us-east-1',
  alarmEmail: 'ops@example.com',
  monthlyBudgetUsd: 1_000,
  modelsFile: 'models.json',
  profileRegions: { 'us.deepseek.r1-v1:0': ['us-east-1', 'us-west-2'] },
  secrets: { BRAVE_API_KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:brave-AbCdEf' },
  guardrail: { blockedMessage: 'This cannot be answered here.' },
  delivery: { repository: 'acme/ingot', environment: 'prod' },
}
const MODELS = { models: [{ preset: 'bedrock-deepseek-r1' }, { preset: 'bedrock-deepseek-v3' }] }

/** In place of the functions' code, which takes seconds to bundle. */
const CODE = 'functions/lambda'

/** Types of which the baseline keeps a copy: what holds data, and who may do what. */
const KEPT =
  /^AWS::(DynamoDB|S3|SQS|SNS|KMS|SecretsManager|IAM)::|^AWS::Lambda::Permission$|^AWS::ApiGateway::(RestApi|DomainName)$/

/** Name of each stack -> its template as the code has it now, reduced to what the baseline keeps. */
export function referenceTemplates(context: Record<string, unknown>): Map<string, Template> {
  const app = new App({ context, analyticsReporting: false })
  const settings = parseInfraSettings(SETTINGS, { file: 'reference', readOther: () => MODELS })
  createStacks(app, settings, { codeDirectory: CODE })
  const assembly = app.synth()
  const names = app.node.children.filter(Stack.isStack).map(({ stackName }) => stackName)
  return new Map(names.map((name) => [name, keptOf(assembly.getStackByName(name).template as Template)]))
}

export function keptOf({ Resources = {} }: Template): Template {
  const kept = Object.entries(Resources)
    .filter(([, { Type }]) => KEPT.test(Type))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { Metadata: _, ...resource }]: [string, { Type: string; Metadata?: unknown }]) => [
      id,
      resource,
    ])
  return { Resources: Object.fromEntries(kept) }
}
