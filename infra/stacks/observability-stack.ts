import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { SEMANTIC_MAX_WRONG } from '../../shared/config/env.ts'
import { bedrockModelsOf } from '../bedrock-regions.ts'
import { Alarms } from '../constructs/alarms.ts'
import { CacheDashboard } from '../constructs/cache-dashboard.ts'
import { createMetrics } from '../constructs/metrics.ts'
import { MonthlyBudget } from '../constructs/monthly-budget.ts'
import { ServiceDashboard } from '../constructs/service-dashboard.ts'
import type { InfraSettings } from '../settings.ts'
import type { ApiStack } from './api-stack.ts'
import type { DataStack } from './data-stack.ts'

/** Who watches: two dashboards, alarms with a runbook, a budget. */
export class ObservabilityStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { settings: InfraSettings; data: DataStack; api: ApiStack; prefix: string },
  ) {
    super(scope, id, props)
    const { settings, data, api, prefix } = props
    const { stage, alarmEmail, monthlyBudgetUsd, concurrency } = settings
    const metrics = createMetrics(stage)
    const bedrockModels = bedrockModelsOf(settings.models).map(({ id }) => id)
    const topic = new Topic(this, 'Alarms', { displayName: `Ingot ${stage}`, enforceSSL: true })
    // A policy of one's own, such as that of TLS, takes the place of the default, by which alarms may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    if (alarmEmail) topic.addSubscription(new EmailSubscription(alarmEmail))

    const maxWrong = Number(settings.env['INGOT_SEMANTIC_MAX_WRONG'] ?? SEMANTIC_MAX_WRONG)
    new CacheDashboard(this, 'Cache', { name: `${prefix}-cache`, stage, metrics, maxWrong })
    new ServiceDashboard(this, 'Service', { name: `${prefix}-service`, metrics, api, data, bedrockModels })
    new Alarms(this, 'Alarm', {
      ...{ metrics, api, data, topic, bedrockModels },
      streamConcurrency: concurrency.stream,
      dailySpendUsd: settings.dailySpendUsd ?? (monthlyBudgetUsd && monthlyBudgetUsd / 10),
    })
    if (monthlyBudgetUsd !== undefined) {
      new MonthlyBudget(this, 'Budget', { name: prefix, stage, usd: monthlyBudgetUsd, email: alarmEmail })
    }
    const page = `https://${this.region}.console.${this.urlSuffix}/cloudwatch/home#dashboards/dashboard/${prefix}-cache`
    new CfnOutput(this, 'CacheDashboard', { value: page })
    new CfnOutput(this, 'AlarmTopic', { value: topic.topicArn })
  }
}
