import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import { Construct } from 'constructs'
import type { AppFunction } from './app-function.ts'

/** New code gets a tenth of the requests for five minutes; when it fails, everything goes back to the old. */
export class CanaryRelease extends Construct {
  constructor(scope: Construct, id: string, { of }: { of: AppFunction }) {
    super(scope, id)
    const errors = new Alarm(this, 'Errors', {
      // Of the alias: the function's own metric knows the old and the new code as one.
      metric: of.alias.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 3,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: 'A release goes back: the new code fails. Runbook: "A release went back".',
    })
    new LambdaDeploymentGroup(this, 'Group', {
      alias: of.alias,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [errors],
    })
  }
}
