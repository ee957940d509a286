import { Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { UPLOADS_PREFIX } from '../../shared/names.ts'
import type { DocumentsBucket } from './documents-bucket.ts'
import { WorkQueue, type WorkQueueProps } from './work-queue.ts'

/** Files at once: each is in memory as a whole, and the tables have others to serve. */
const AT_ONCE = 5

/**
 * Each file that has come into the bucket becomes a message of a queue. By EventBridge: a notification of the bucket
 * itself would name the queue, and the queue's policy the bucket, across two stacks.
 */
export class Uploads extends Construct {
  readonly work: WorkQueue

  constructor(
    scope: Construct,
    id: string,
    props: Omit<WorkQueueProps, 'atOnce'> & { documents: DocumentsBucket },
  ) {
    super(scope, id)
    const { documents, ...queue } = props
    this.work = new WorkQueue(this, 'Work', { ...queue, atOnce: AT_ONCE })
    new Rule(this, 'HasCome', {
      description: 'A file has come, to be made a document of.',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [documents.bucket.bucketName] },
          object: { key: [{ prefix: UPLOADS_PREFIX }] },
        },
      },
      targets: [new SqsQueue(this.work.queue)],
    })
  }
}
