import { type App, Stack, Token, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'

type Reason = { rule: string; reason: string }

/** What AWS's solutions rules object to and is done on purpose, in the stacks whose names end so. */
const REASONS: Readonly<Record<string, (stack: Stack) => readonly Reason[]>> = {
  '-data': () => [
    {
      rule: 'S1',
      reason:
        'Objects are reached by two functions and nobody else; a log of their reads would tell no more.',
    },
  ],
  '-api': (stack) => [
    { rule: 'APIG2', reason: 'The app checks every request by its own schemas and names the wrong field.' },
    { rule: 'APIG3', reason: 'Only without `firewall`, which is the default of dev and of no other stage.' },
    { rule: 'APIG4', reason: 'The app checks keys and tokens itself, the same on every runtime.' },
    { rule: 'APIG6', reason: 'Execution logs hold bodies, so questions; access logs are on and hold none.' },
    { rule: 'COG4', reason: 'Tokens of any OIDC issuer are checked in the app; there is no user pool.' },
    {
      rule: 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: "CodeDeploy's own role, with AWS's own policy for it.",
    },
    {
      rule: 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: "API Gateway's own role of the account, which it takes with no other policy.",
    },
    {
      rule: `IAM5[Resource::${documentsOf(stack)}/*]`,
      reason: 'All objects of the one bucket that holds documents and nothing else.',
    },
  ],
  '-model': (stack) => [
    { rule: 'IAM5[Resource::*]', reason: 'ecr:GetAuthorizationToken takes no resource.' },
    ...['Endpoints', 'InferenceComponents'].map((kind) => ({
      rule: `IAM5[Resource::${logsOf(stack, kind)}]`,
      reason: "The log streams of one log group, whose names are SageMaker's.",
    })),
  ],
}

/** The ARN of the bucket as the finding writes it: an output of the data stack. */
const documentsOf = (stack: Stack) =>
  JSON.stringify({
    'Fn::GetStackOutput': {
      StackName: stack.stackName.replace(/-api$/, '-data'),
      Region: Token.isUnresolved(stack.region) ? { Ref: 'AWS::Region' } : stack.region,
      OutputName: 'PublishOutputFnGetAttDocumentsBucket089EA665ArnF55A1D42',
    },
  })

/** An ARN as the finding writes it: what is not known yet stands in angle brackets. */
function logsOf(stack: Stack, kind: string): string {
  const known = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value)
  const place = [
    known(stack.partition, 'Partition'),
    'logs',
    known(stack.region, 'Region'),
    known(stack.account, 'AccountId'),
  ].join(':')
  const group = `/aws/sagemaker/${kind}/${stack.stackName.replace(/-model$/, '')}`
  return `arn:${place}:log-group:${group}-*`
}

/** A synthesis fails on whatever else they object to. */
export function checkBySolutionsRules(app: App): void {
  for (const stack of app.node.children.filter(Stack.isStack)) {
    const end = Object.keys(REASONS).find((name) => stack.stackName.endsWith(name))
    for (const { rule, reason } of REASONS[end ?? '']?.(stack) ?? []) {
      Validations.of(stack).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason })
    }
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
