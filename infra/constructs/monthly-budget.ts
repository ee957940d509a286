import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import { Construct } from 'constructs'
import { PRODUCT } from '../../shared/names.ts'

/** Tells by e-mail when the month's bill of the stage's tag reaches 50, 80 and 100 percent, or is going to. */
export class MonthlyBudget extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { name, stage, usd, email }: { name: string; stage: string; usd: number; email: string | undefined },
  ) {
    super(scope, id)
    const subscribers = email ? [{ subscriptionType: 'EMAIL', address: email }] : []
    const at = (threshold: number, notificationType: 'ACTUAL' | 'FORECASTED') => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers,
    })
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: name,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: usd, unit: 'USD' },
        // Both tags have to be activated as cost allocation tags once (docs/deploy.md).
        costFilters: { TagKeyValue: [`user:Project$${PRODUCT}`, `user:Stage$${stage}`] },
      },
      notificationsWithSubscribers: email
        ? [at(50, 'ACTUAL'), at(80, 'ACTUAL'), at(100, 'ACTUAL'), at(100, 'FORECASTED')]
        : [],
    })
  }
}
