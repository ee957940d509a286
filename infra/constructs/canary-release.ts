import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  type MetricProps,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy'
import { Construct } from 'constructs'
import { DEFECTS } from '../../shared/metrics/definitions.ts'
import { METRICS_NAMESPACE } from '../../shared/names.ts'
import type { AppFunction } from './app-function.ts'

export type CanaryReleaseProps = {
  of: AppFunction
  /** So many failures of the new code in a minute, and everything goes back to the old. */
  failures: number
}

/**
 * New code gets a tenth of the calls for five minutes. Both alarms look at the new version alone: where the old one
 * fails too, what mends it may still be released. A version that was not called has no metric, so it fails nothing.
 */
export class CanaryRelease extends Construct {
  constructor(scope: Construct, id: string, { of, failures }: CanaryReleaseProps) {
    super(scope, id)
    const { version } = of.function.currentVersion
    const { functionName } = of.function
    const alarm = (name: string, metric: IMetric, what: string) =>
      new Alarm(this, name, {
        metric,
        threshold: failures,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: `A release goes back: ${what}. Runbook: docs/runbook.md#a-release-went-back`,
      })
    const ofVersion = (props: MetricProps) =>
      new Metric({ ...props, statistic: 'Sum', period: Duration.minutes(1) })
    const errors = ofVersion({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: {
        FunctionName: functionName,
        Resource: `${functionName}:${of.alias.aliasName}`,
        ExecutedVersion: version,
      },
    })
    // Handlers turn failures into replies, of which Lambda thinks nothing bad.
    const defects = ofVersion({
      namespace: METRICS_NAMESPACE,
      metricName: DEFECTS,
      dimensionsMap: { Function: functionName, Version: version },
    })
    new LambdaDeploymentGroup(this, 'Group', {
      alias: of.alias,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [
        alarm('Errors', errors, 'the new code does not start, runs out of memory, or of time'),
        alarm('Defects', defects, 'the new code fails at what it is asked'),
      ],
    })
  }
}
