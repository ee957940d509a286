import type { Answer } from '../api/answer.ts'
import type { StreamedEvent } from '../api/answer-events.ts'
import type { AnswerRequest } from '../api/answer-request.ts'
import type { SearchRequest, SearchResponse } from '../api/search.ts'
import type { SummaryRequest } from '../api/summaries.ts'
import type { Caller } from '../ports/callers.ts'

/** An event with its number in the log (`fence × 1,000,000 + n`); `answer-start` is the reader's own and has none. */
export type NumberedEvent = { id: number | null; event: StreamedEvent }

/** A reader's view of one answer: ends with exactly one `answer-end` or `answer-error`, and never throws. */
export type Reading = { id: string; events: AsyncIterable<NumberedEvent> }

/** What the HTTP app asks of the core. */
export interface Answers {
  /** Starts a fill and reads its log. Leaving the iteration stops the reading, not the fill. */
  ask(request: AnswerRequest, caller: Caller): Promise<Reading>
  summarize(request: SummaryRequest, caller: Caller): Promise<Reading>
  search(request: SearchRequest, caller: Caller, options: { signal: AbortSignal }): Promise<SearchResponse>
  /** The answer as it stands now. Throws `not_found` (also out of the caller's scopes) or `answer_gone`. */
  get(id: string, caller: Caller): Promise<Answer>
  /** Makes the answer, and older ones to the same question, unreadable. Throws `not_found` as `get` does. */
  purge(id: string, caller: Caller): Promise<void>
}
