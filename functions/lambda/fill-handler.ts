import { readFillMessage } from '../../shared/lib/fill-message.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { AnswerIdentity } from '../../shared/ports/answer-log.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure } from '../http/problem.ts'

/** What is read of an event of SQS. */
export type QueueEvent = { Records: readonly { messageId: string; body: string }[] }
/** Messages that are to come again; the others are done. */
export type QueueResult = { batchItemFailures: { itemIdentifier: string }[] }

type Worker = {
  work(fill: AnswerIdentity): Promise<void>
  settled(): Promise<void>
}

/** Goes on with each fill that the queue hands out, and tells which of them it could not. Never rejects. */
export function createFillHandler({ start, log }: { start: () => Promise<Worker>; log: Log }) {
  const started = startOnce(start)
  return async ({ Records }: QueueEvent): Promise<QueueResult> => {
    const failed = await Promise.all(
      Records.map(async ({ messageId, body }) => {
        try {
          const worker = await started()
          await worker.work(readFillMessage(body))
          await worker.settled()
          return []
        } catch (thrown) {
          logFailure(log, thrown, messageId)
          return [{ itemIdentifier: messageId }]
        }
      }),
    )
    return { batchItemFailures: failed.flat() }
  }
}
