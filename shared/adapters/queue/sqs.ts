import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { IngotError } from '../../errors.ts'
import { boundedRequests } from '../../lib/bounded-requests.ts'
import { writeFillMessage } from '../../lib/fill-message.ts'
import type { FillQueue } from '../../ports/fill-queue.ts'

const MAX_ATTEMPTS = 3
const CONNECT_TIMEOUT_MS = 1_000
const REQUEST_TIMEOUT_MS = 3_000

/** A queue that hangs is told after about 9 s: a reply waits for it. */
export const createSqsClient = (config: SQSClientConfig = {}): SQSClient =>
  new SQSClient({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: boundedRequests({ connectMs: CONNECT_TIMEOUT_MS, requestMs: REQUEST_TIMEOUT_MS }),
    ...config,
  })

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
