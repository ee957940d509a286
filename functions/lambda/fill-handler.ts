import { withSignal } from '../../shared/lib/deadline.ts'
import { readFillMessage } from '../../shared/lib/fill-message.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { AnswerIdentity } from '../../shared/ports/answer-log.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure } from '../http/problem.ts'
import { type Invocation, withTimeLeft } from './invocation.ts'

/** What is read of an event of SQS. */
export type QueueEvent = { Records: readonly { messageId: string; body: string }[] }
/** Messages that are to come again; the others are done. */
export type QueueResult = { batchItemFailures: { itemIdentifier: string }[] }

type Worker = {
  work(fill: AnswerIdentity): Promise<void>
  settled(): Promise<void>
}

/** Goes on with each fill that the queue hands out, and tells which of them it could not, in time. Never rejects. */
export function createFillHandler({ start, log }: { start: () => Promise<Worker>; log: Log }) {
  const started = startOnce(start)
  const work = async (body: string) => {
    const worker = await started()
    await worker.work(readFillMessage(body))
    await worker.settled()
  }
  return ({ Records }: QueueEvent, invocation: Invocation): Promise<QueueResult> =>
    withTimeLeft(invocation, async ({ over }) => {
      const failed = await Promise.all(
        Records.map(async ({ messageId, body }) => {
          try {
            await withSignal(work(body), over)
            return []
          } catch (thrown) {
            logFailure(log, thrown, messageId)
            return [{ itemIdentifier: messageId }]
          }
        }),
      )
      return { batchItemFailures: failed.flat() }
    })
}
