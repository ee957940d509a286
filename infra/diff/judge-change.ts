import { fullDiff, ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff'

export type Template = { Resources?: Record<string, { Type: string; DeletionPolicy?: string }> }

/** What is lost with the resource: data, messages, or an address that others hold. */
const STATEFUL = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::KMS::Key',
  'AWS::SecretsManager::Secret',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::DomainName',
])
const LOSING: ReadonlySet<ResourceImpact> = new Set([
  ResourceImpact.WILL_REPLACE,
  ResourceImpact.MAY_REPLACE,
  ResourceImpact.WILL_DESTROY,
  ResourceImpact.WILL_ORPHAN,
])

export type Judgement = { diff: TemplateDiff; refused: string[] }

/**
 * The change from one template of a stack to the next, and what of it nobody should deploy without having looked:
 * something stateful goes or is replaced, data is no longer kept, somebody may do more than before.
 */
export function judgeChange(before: Template, after: Template): Judgement {
  const diff = fullDiff(structuredClone(before), structuredClone(after))
  return { diff, refused: [...lostOf(diff), ...looseOf(before, after), ...broadenedOf(diff)] }
}

function lostOf(diff: TemplateDiff): string[] {
  const told: string[] = []
  diff.resources.forEachDifference((id, change) => {
    const type = change.oldResourceType ?? ''
    if (STATEFUL.has(type) && LOSING.has(change.changeImpact))
      told.push(`${id} (${type}): ${change.changeImpact}`)
  })
  return told
}

function looseOf({ Resources: before = {} }: Template, { Resources: after = {} }: Template): string[] {
  return Object.entries(before)
    .filter(
      ([id, { DeletionPolicy }]) => DeletionPolicy === 'Retain' && after[id]?.DeletionPolicy !== 'Retain',
    )
    .map(([id, { Type }]) => `${id} (${Type}): is no longer kept when the stack is deleted`)
}

function broadenedOf({ iamChanges }: TemplateDiff): string[] {
  const { additions, removals } = iamChanges.statements
  const [gained, gone] = [additions.flatMap(sentencesOf), removals.flatMap(sentencesOf)]
  const without = (from: readonly string[], other: readonly string[]) =>
    from.filter((one) => !other.includes(one))
  return [
    ...without(gained, gone).filter((sentence) => !sentence.startsWith('Deny')),
    ...without(gone, gained)
      .filter((sentence) => sentence.startsWith('Deny'))
      .map((sentence) => `no more: ${sentence}`),
    ...iamChanges.managedPolicies.additions.map(
      ({ identityArn, managedPolicyArn }) => `${identityArn}: the managed policy ${managedPolicyArn}`,
    ),
  ]
}

type Statement = TemplateDiff['iamChanges']['statements']['additions'][number]
type Targets = Statement['actions']

/** One for each principal, action and resource: CDK merges statements, so a change to one rewrites others. */
function sentencesOf({ effect, principals, actions, resources, condition }: Statement): string[] {
  const each = ({ values, not }: Targets) => values.map((value) => (not ? `all but ${value}` : value))
  const when = condition === undefined ? '' : ` if ${JSON.stringify(condition)}`
  return each(principals).flatMap((who) =>
    each(actions).flatMap((what) => each(resources).map((on) => `${effect} ${who}: ${what} on ${on}${when}`)),
  )
}
