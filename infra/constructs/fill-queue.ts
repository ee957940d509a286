import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { RESOURCE_SETTINGS } from '../../shared/names.ts'
import type { AppFunction } from './app-function.ts'

/** After which a fill that cannot be worked is put aside for people to look at. */
const TRIES = 3

/** Fills that nobody waits for. */
export class FillQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly #worker: AppFunction

  constructor(scope: Construct, id: string, props: { worker: AppFunction; workerTimeout: Duration }) {
    super(scope, id)
    this.#worker = props.worker
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    this.deadLetters = new Queue(this, 'DeadLetters', { ...shared, retentionPeriod: Duration.days(14) })
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      // As AWS advises: six times what one try may take.
      visibilityTimeout: Duration.seconds(6 * props.workerTimeout.toSeconds()),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
    })
    this.#worker.alias.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true }),
    )
  }

  grantSend(user: LambdaFunction): void {
    user.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    )
    user.addEnvironment(RESOURCE_SETTINGS.fillQueueUrl, this.queue.queueUrl)
  }
}
