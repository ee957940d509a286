import { createHash } from 'node:crypto'
import { CfnGuardrail, CfnGuardrailVersion } from 'aws-cdk-lib/aws-bedrock'
import { Construct } from 'constructs'
import type { InfraSettings } from '../settings.ts'

/** A guardrail of Bedrock, and a version of it for each policy. */
export class Guardrail extends Construct {
  readonly id: string
  readonly version: string

  constructor(
    scope: Construct,
    id: string,
    { name, policy }: { name: string; policy: NonNullable<InfraSettings['guardrail']> },
  ) {
    super(scope, id)
    const { blockedMessage, contentFilter, promptAttackFilter } = policy
    const filter = (type: string, inputStrength: string, outputStrength: string) => ({
      type,
      inputStrength,
      outputStrength,
    })
    const content = ['HATE', 'INSULTS', 'MISCONDUCT', 'SEXUAL', 'VIOLENCE'].map((type) =>
      filter(type, contentFilter, contentFilter),
    )
    const guardrail = new CfnGuardrail(this, 'Guardrail', {
      name,
      blockedInputMessaging: blockedMessage,
      blockedOutputsMessaging: blockedMessage,
      contentPolicyConfig: {
        // Of prompts alone: an answer attacks nobody.
        filtersConfig: [...content, filter('PROMPT_ATTACK', promptAttackFilter, 'NONE')],
      },
    })
    // A version is a copy that never changes: another policy must have another logical id.
    const hash = createHash('sha256').update(JSON.stringify(policy)).digest('hex').slice(0, 8)
    const version = new CfnGuardrailVersion(this, `Version${hash}`, {
      guardrailIdentifier: guardrail.attrGuardrailId,
      description: `policy ${hash}`,
    })
    this.id = guardrail.attrGuardrailId
    this.version = version.attrVersion
  }
}
