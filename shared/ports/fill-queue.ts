import type { AnswerIdentity } from './answer-log.ts'

/** Fills that nobody waits for. What is sent is worked at least once, by some process, some time. */
export interface FillQueue {
  send(fill: AnswerIdentity): Promise<void>
}
