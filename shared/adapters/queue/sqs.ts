import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { IngotError } from '../../errors.ts'
import { writeFillMessage } from '../../lib/fill-message.ts'
import type { FillQueue } from '../../ports/fill-queue.ts'

export const createSqsClient = (config: SQSClientConfig = {}): SQSClient => new SQSClient(config)

/** Fills by way of SQS: a function elsewhere works them, at least once each. */
export function createSqsFillQueue({ client, queueUrl }: { client: SQSClient; queueUrl: string }): FillQueue {
  return {
    async send(fill) {
      const MessageBody = writeFillMessage(fill)
      try {
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
      } catch (cause) {
        throw new IngotError('store_unavailable', 'The queue cannot be reached.', { cause, retryable: true })
      }
    },
  }
}
