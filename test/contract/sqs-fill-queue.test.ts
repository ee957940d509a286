import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createQueueHandler } from '../../functions/lambda/queue-handler.ts'
import { createSqsClient, createSqsFillQueue } from '../../shared/adapters/queue/sqs.ts'
import { readFillMessage } from '../../shared/lib/fill-message.ts'
import type { AnswerIdentity } from '../../shared/ports/answer-log.ts'
import { type JsonCall, startJsonServer } from '../support/json-server.ts'
import { invocation } from '../support/lambda-stream.ts'
import { startSilentServer } from '../support/silent-server.ts'
import { fillQueueSuite } from './fill-queue-suite.ts'

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/fills'
const FILL = { scope: 'tenant:acme', key: 'abc', fill: 1_800_000_000 }

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** SQS that hands each message to the function of the queue, as an event of Lambda; `error` refuses it. */
async function startQueue(options: { work?: (fill: AnswerIdentity) => Promise<void>; error?: string } = {}) {
  const { work = async () => undefined, error } = options
  const handler = createQueueHandler({
    start: async () => ({ settled: async () => undefined }),
    work: (_, body) => work(readFillMessage(body)),
    log: () => undefined,
  })
  const server = await startJsonServer(({ body: { MessageBody } }: JsonCall) => {
    if (error) return { error }
    const body = String(MessageBody)
    void handler({ Records: [{ messageId: '1', body }] }, invocation())
    return { MessageId: '1', MD5OfMessageBody: createHash('md5').update(body).digest('hex') }
  })
  const client = createSqsClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
  closing.push(() => {
    client.destroy()
    server.close()
  })
  return { queue: createSqsFillQueue({ client, queueUrl: QUEUE }), server }
}

fillQueueSuite('SQS', async (work) => (await startQueue({ work })).queue)

describe('a fill sent by way of SQS', () => {
  it('is not waited for without end', async () => {
    const silent = await startSilentServer()
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const client = createSqsClient({
      ...{ endpoint: silent.endpoint, region: 'eu-west-1', credentials },
      maxAttempts: 1,
    })
    const queue = createSqsFillQueue({ client, queueUrl: QUEUE })
    await expect(queue.send(FILL)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
    client.destroy()
    silent.close()
  })

  it('is one signed message to the queue, with what names the fill and nothing of a question', async () => {
    const { queue, server } = await startQueue()
    await queue.send(FILL)
    expect(server.calls).toEqual([
      {
        target: 'AmazonSQS.SendMessage',
        body: { QueueUrl: QUEUE, MessageBody: '{"scope":"tenant:acme","key":"abc","fill":1800000000}' },
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/sqs\//),
      },
    ])
  })

  it.each(['com.amazonaws.sqs#QueueDoesNotExist', 'RequestThrottled'])(
    'that is refused with %s may be sent again',
    async (error) => {
      const { queue } = await startQueue({ error })
      await expect(queue.send(FILL)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
    },
  )

  it('that cannot be sent may be sent again', async () => {
    const { queue, server } = await startQueue()
    server.close()
    await expect(queue.send(FILL)).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
  })
})
