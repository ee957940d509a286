import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { RESOURCE_SETTINGS } from '../../shared/names.ts'

/** Lets the function read each secret as it starts, into the environment variable of that name. */
export function grantSecrets(user: LambdaFunction, secrets: Record<string, string>): void {
  const arns = Object.values(secrets)
  if (arns.length === 0) return
  user.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: arns }))
  user.addEnvironment(RESOURCE_SETTINGS.secrets, JSON.stringify(secrets))
}
