import { withSignal } from '../../shared/lib/deadline.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure } from '../http/problem.ts'
import { type Invocation, withTimeLeft } from './invocation.ts'

/** What is read of an event of SQS. */
export type QueueEvent = { Records: readonly { messageId: string; body: string }[] }
/** Messages that are to come again; the others are done. */
export type QueueResult = { batchItemFailures: { itemIdentifier: string }[] }

type Sandbox = { settled(): Promise<void> }

/** Works each message that the queue hands out, and tells which of them it could not, in time. Never rejects. */
export function createQueueHandler<Runtime extends Sandbox>(options: {
  start: () => Promise<Runtime>
  /** Works the body of a message. */
  work: (runtime: Runtime, body: string) => Promise<unknown>
  log: Log
}) {
  const { work, log } = options
  const started = startOnce(options.start)
  const workWhole = async (body: string) => {
    const runtime = await started()
    await work(runtime, body)
    await runtime.settled()
  }
  return ({ Records }: QueueEvent, invocation: Invocation): Promise<QueueResult> =>
    withTimeLeft(invocation, async ({ over }) => {
      const failed = await Promise.all(
        Records.map(async ({ messageId, body }) => {
          try {
            await withSignal(workWhole(body), over)
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
