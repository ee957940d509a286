import type { Answer, CacheOutcome } from '../api/answer.ts'
import type { StreamedEvent } from '../api/answer-events.ts'
import type { AnswerRequest } from '../api/answer-request.ts'
import type { FeedbackRequest } from '../api/feedback.ts'
import type { PurgeRequest, PurgeResponse } from '../api/purge.ts'
import type { SearchRequest, SearchResponse } from '../api/search.ts'
import type { SummaryRequest } from '../api/summaries.ts'
import type { Caller } from '../ports/callers.ts'

/** An event with its number in the log (`fence × 1,000,000 + n`); `answer-start` is the reader's own and has none. */
export type NumberedEvent = { id: number | null; event: StreamedEvent }

export type FinishedAnswer = { json: Uint8Array<ArrayBuffer>; timing: Answer['timing'] }

/** A reader's view of one answer: ends with exactly one `answer-end` or `answer-error`, and never throws. */
export type Reading = {
  id: string
  cache: CacheOutcome
  /** Leaving the iteration stops the reading at once, not the fill. */
  events: AsyncIterable<NumberedEvent>
  /** The whole of it as the JSON answer in UTF-8, where it is there at once: reading it so costs the least. */
  finished?: (() => FinishedAnswer | undefined) | undefined
  /** To be read later by its id: the caller does not want to wait, or too many here read it already. */
  isDeferred: boolean
}

/** A question that was asked before, and what it was answered with. */
export type Said = { question: string; answer: string | null }

export type AskOptions = {
  /** The caller would rather come back for the answer than wait. */
  isDeferred?: boolean
  /** A repeated request of this caller under the same key joins the first one. */
  idempotency?: { key: string; bodyHash: string } | undefined
  /**
   * The request is what became of a question in a conversation: how that was worded, and whether what became of
   * it can be understood without the conversation; if not, it is the caller's alone.
   */
  within?: { question: string; isStandalone: boolean } | undefined
  /** What was said before, the first first, in a conversation that the client keeps itself. */
  before?: readonly Said[]
}

/** What the HTTP app asks of the core. */
export interface Answers {
  /** Starts a fill, or joins or finds one, and reads its log. Throws `not_cached`, `idempotency_mismatch`. */
  ask(request: AnswerRequest, caller: Caller, options?: AskOptions): Promise<Reading>
  summarize(request: SummaryRequest, caller: Caller, options?: AskOptions): Promise<Reading>
  search(request: SearchRequest, caller: Caller, options: { signal: AbortSignal }): Promise<SearchResponse>
  /** The answer as it stands now. Throws `not_found` (also out of the caller's scopes) or `answer_gone`. */
  get(id: string, caller: Caller): Promise<Answer>
  /** Its events after the one of id `after`; null: all of them. Throws as `get` does. */
  resume(id: string, caller: Caller, options: { after: number | null }): Promise<Reading>
  /**
   * Stops the fill if nobody but its starter reads it, and this caller's readings here. The answer as it
   * stands then. Throws as `get` does.
   */
  cancel(id: string, caller: Caller): Promise<Answer>
  /** What the caller thinks of the answer; `wrong_hit` marks it stale. Throws as `get` does. */
  feedback(id: string, feedback: FeedbackRequest, caller: Caller): Promise<void>
  /** Makes what is named, and all answers built on it, unreadable everywhere within 5 s. */
  purge(request: PurgeRequest, caller: Caller): Promise<PurgeResponse>
}
