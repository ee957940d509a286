import { ArnFormat, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { ModelEntry, ModelsFile } from '../../shared/config/models.ts'
import { type BedrockModel, bedrockModelsOf } from '../bedrock-regions.ts'

const INVOKE = ['bedrock:InvokeModel']
const INVOKE_STREAMED = [...INVOKE, 'bedrock:InvokeModelWithResponseStream']

/** Permissions to call the models of the models file: exact models, in exact Regions. */
export function grantModels(
  user: LambdaFunction,
  { models, profileRegions }: { models: ModelsFile; profileRegions: Record<string, string[]> },
): void {
  for (const model of bedrockModelsOf(models)) {
    for (const statement of bedrockStatements(user, model, profileRegions[model.id] ?? [])) {
      user.addToRolePolicy(statement)
    }
  }
  for (const entry of models.models) {
    const statement = guardrailStatement(user, entry) ?? sageMakerStatement(user, entry)
    if (statement) user.addToRolePolicy(statement)
  }
}

/** To search a Bedrock knowledge base of the stack's Region. `id`: where the settings name one. */
export function grantKnowledgeBase(user: LambdaFunction, id: string | undefined): void {
  if (id === undefined) return
  const resources = [arnOf(user, 'bedrock', undefined, `knowledge-base/${id}`)]
  user.addToRolePolicy(new PolicyStatement({ actions: ['bedrock:Retrieve'], resources }))
}

function guardrailStatement(user: LambdaFunction, entry: ModelEntry): PolicyStatement | undefined {
  if (entry.adapter !== 'bedrock' || !entry.guardrail) return undefined
  const { id } = entry.guardrail
  const arn = id.startsWith('arn:') ? id : arnOf(user, 'bedrock', entry.region, `guardrail/${id}`)
  return new PolicyStatement({ actions: ['bedrock:ApplyGuardrail'], resources: [arn] })
}

function sageMakerStatement(user: LambdaFunction, entry: ModelEntry): PolicyStatement | undefined {
  if (entry.adapter !== 'sagemaker') return undefined
  const { endpoint_name: endpoint, inference_component: component, region } = entry
  const resources = [`endpoint/${endpoint}`, ...(component ? [`inference-component/${component}`] : [])]
  return new PolicyStatement({
    actions: ['sagemaker:InvokeEndpointWithResponseStream'],
    resources: resources.map((resource) => arnOf(user, 'sagemaker', region, resource)),
  })
}

function bedrockStatements(
  user: LambdaFunction,
  model: BedrockModel,
  destinations: string[],
): PolicyStatement[] {
  const { id, foundationModel, isProfile, isStreamed, region } = model
  const actions = isStreamed ? INVOKE_STREAMED : INVOKE
  const modelArn = (where: string) =>
    `arn:${Stack.of(user).partition}:bedrock:${where}::foundation-model/${foundationModel}`
  if (!isProfile) {
    return [new PolicyStatement({ actions, resources: [modelArn(region ?? Stack.of(user).region)] })]
  }
  const profileArn = arnOf(user, 'bedrock', region, `inference-profile/${id}`)
  // A global profile also names the model without a Region.
  const anywhere = id.startsWith('global.') ? [modelArn('')] : []
  return [
    new PolicyStatement({ actions, resources: [profileArn] }),
    new PolicyStatement({
      actions,
      resources: [...destinations.map(modelArn), ...anywhere],
      // The models themselves only by way of the profile.
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profileArn } },
    }),
  ]
}

const arnOf = (user: LambdaFunction, service: string, region: string | undefined, resource: string) =>
  Stack.of(user).formatArn({
    service,
    resource,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
    ...(region === undefined ? {} : { region }),
  })
