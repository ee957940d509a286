import type { AnswerIdentity } from './answer-log.ts'

export type Verdict = {
  /** Hash of the caller. */
  caller: string
  verdict: 'good' | 'bad' | 'wrong_hit'
  comment: string | null
  /** ms since the epoch */
  at: number
}

/** What callers think of answers: one verdict a caller and answer, the last one counts. */
export interface Feedback {
  put(answer: AnswerIdentity, verdict: Verdict): Promise<void>
  list(answer: AnswerIdentity): Promise<Verdict[]>
}
