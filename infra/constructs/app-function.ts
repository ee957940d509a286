import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Alias,
  Architecture,
  type Code,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

export type AppFunctionProps = {
  /** `handler` of this module of the code. */
  module: 'stream' | 'api' | 'fill' | 'ingest' | 'ops'
  code: Code
  memoryMb: number
  timeout: Duration
  /** Invocations at once; null: as many as the account has left. */
  concurrency: number | null
  logDays: number
  environment: Record<string, string>
}

/** A function with a role and a log group of its own, called through an alias that deployments move. */
export class AppFunction extends Construct {
  readonly function: LambdaFunction
  readonly alias: Alias
  readonly logGroup: LogGroup

  constructor(scope: Construct, id: string, props: AppFunctionProps) {
    super(scope, id)
    const { module, code, memoryMb, timeout, concurrency, logDays, environment } = props
    this.logGroup = new LogGroup(this, 'Log', {
      retention: logDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Its own, since the managed policy of CDK's default role writes to every log group.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    )
    this.function = new LambdaFunction(this, 'Function', {
      code,
      handler: `${module}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...environment },
      ...(concurrency === null ? {} : { reservedConcurrentExecutions: concurrency }),
      // A stream ends on the version that it began on, and `live` can be pointed back at one in seconds.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    })
    this.alias = new Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion as IVersion,
    })
  }
}
