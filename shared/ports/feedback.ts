import type { AnswerIdentity } from './answer-log.ts'

export type Verdict = {
  /** Hash of the caller. */
  caller: string
  /** Hash of the person, whichever key they call with; null: nobody knows whom. */
  person: string | null
  verdict: 'good' | 'bad' | 'wrong_hit'
  comment: string | null
  /** ms since the epoch */
  at: number
}

/** What callers think of answers: one verdict a caller and answer, the last one counts. */
export interface Feedback {
  put(answer: AnswerIdentity, verdict: Verdict): Promise<void>
  list(answer: AnswerIdentity): Promise<Verdict[]>
  /** Drops all verdicts of a person, and tells how many. */
  forget(person: string): Promise<number>
}
