import type { AnswerIdentity } from '../../ports/answer-log.ts'
import type { FillQueue } from '../../ports/fill-queue.ts'

/** A queue that this process works itself. What it loses when the process dies, a reader goes on with. */
export function createInProcessQueue(): FillQueue & {
  /** Who works it; to be set before anything is sent. Must not reject. */
  workWith(work: (fill: AnswerIdentity) => Promise<void>): void
  /** Resolves when all that was sent has been handed over. */
  settled(): Promise<void>
} {
  let worker: (fill: AnswerIdentity) => Promise<void> = async () => undefined
  const working = new Set<Promise<void>>()
  return {
    async send(fill) {
      const work = Promise.resolve().then(() => worker(fill))
      working.add(work)
      void work.finally(() => working.delete(work))
    },
    workWith(work) {
      worker = work
    },
    async settled() {
      await Promise.all(working)
    },
  }
}
