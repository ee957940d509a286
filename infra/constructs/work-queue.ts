import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { AppFunction } from './app-function.ts'

/** After which what cannot be worked is put aside for people to look at. */
const TRIES = 3

export type WorkQueueProps = {
  worker: AppFunction
  workerTimeout: Duration
  /**
   * Messages that are worked at once; null: as many as the account has left. The queue does not ask what the worker
   * may: above that a message counts as tried, and is put aside untouched.
   */
  atOnce: number | null
}

/** Work that nobody waits for: a function has it one message at a time. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { worker, workerTimeout, atOnce }: WorkQueueProps) {
    super(scope, id)
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true }
    this.deadLetters = new Queue(this, 'DeadLetters', { ...shared, retentionPeriod: Duration.days(14) })
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      // As AWS advises: six times what one try may take.
      visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
    })
    worker.alias.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        ...(atOnce === null ? {} : { maxConcurrency: atOnce }),
      }),
    )
  }

  /** `setting`: the environment variable that tells the function where the queue is. */
  grantSend(user: LambdaFunction, setting: string): void {
    user.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }),
    )
    user.addEnvironment(setting, this.queue.queueUrl)
  }
}
