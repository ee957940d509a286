import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { AppFunction } from './app-function.ts'

/** Calls a function once an hour. One that fails is called twice more, and then by the next hour. */
export class Hourly extends Construct {
  constructor(scope: Construct, id: string, { of }: { of: AppFunction }) {
    super(scope, id)
    const target = new LambdaFunction(of.alias as IFunction, {
      retryAttempts: 2,
      maxEventAge: Duration.minutes(30),
    })
    new Rule(this, 'Rule', {
      description: 'What a server does by itself once an hour.',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [target],
    })
  }
}
