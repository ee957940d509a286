import { type App, type StackProps, Tags } from 'aws-cdk-lib'
import { PRODUCT } from '../../shared/names.ts'
import type { InfraSettings } from '../settings.ts'
import { ApiStack } from './api-stack.ts'
import { DataStack } from './data-stack.ts'
import { DeliveryStack } from './delivery-stack.ts'
import { ModelStack } from './model-stack.ts'
import { ObservabilityStack } from './observability-stack.ts'

/**
 * The stacks of one stage, in one Region. No look-ups and no custom resources; what a stack takes of another it
 * reads when it is deployed (`Fn::GetStackOutput`), so that no export locks a change. `codeDirectory` is copied.
 */
export function createStacks(
  app: App,
  settings: InfraSettings,
  { codeDirectory }: { codeDirectory: string },
) {
  const { stage, account, region, tags, guardrail, gpuEndpoint, delivery, data: kept, vectors } = settings
  const prefix = `${PRODUCT}-${stage}`
  const props = (description: string): StackProps => ({
    description: `Ingot (${stage}): ${description}`,
    env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
    terminationProtection: kept === 'retain',
  })
  const data = new DataStack(app, `${prefix}-data`, {
    ...props('answers, documents.'),
    ...{ data: kept, vectors, prefix, corsOrigins: corsOriginsOf(settings) },
  })
  const api = new ApiStack(app, `${prefix}-api`, {
    ...props('the API.'),
    ...{ settings, data, codeDirectory, aclName: prefix },
  })
  const model =
    guardrail || gpuEndpoint
      ? new ModelStack(app, `${prefix}-model`, { ...props('models of its own.'), settings, prefix })
      : undefined
  const observability = new ObservabilityStack(app, `${prefix}-observability`, {
    ...props('dashboards, alarms, budget.'),
    ...{ settings, data, api, prefix },
  })
  if (delivery) new DeliveryStack(app, `${prefix}-delivery`, { ...props('deployments.'), delivery, prefix })
  for (const [name, value] of Object.entries({ Project: PRODUCT, Stage: stage, ...tags })) {
    // CloudFormation's own validator knows no tags of that kind.
    Tags.of(app).add(name, value, { excludeResourceTypes: ['AWS::ApplicationAutoScaling::ScalableTarget'] })
  }
  return { data, api, model, observability }
}

/** As the app reads them. */
const corsOriginsOf = ({ env }: InfraSettings): string[] =>
  (env['INGOT_CORS_ORIGINS'] ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
