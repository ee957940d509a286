import type * as z from 'zod'
import type { AnswerEnd, AnswerError, LOGGED_EVENTS } from '../api/answer-events.ts'
import type { EventRules } from '../cache/fill.ts'
import type { IngotError } from '../errors.ts'

type LoggedEvents = typeof LOGGED_EVENTS
/** What a stage of the flow tells. Shapes are those of the wire (`shared/api/answer-events.ts`). */
export type FlowEvent = { [Type in keyof LoggedEvents]: z.infer<LoggedEvents[Type]> }[keyof LoggedEvents]

/** The end of a fill: all of the answer's end that is true for every reader. */
export type FillEnd = Omit<AnswerEnd, 'id' | 'question' | 'cache' | 'timing'> & {
  timing: Pick<AnswerEnd['timing'], 'search_ms' | 'read_ms'>
}

/** One entry of an answer's log. A log ends in exactly one `answer-end` or `answer-error`. */
export type AnswerEvent = FlowEvent | FillEnd | AnswerError

export const answerError = (error: IngotError): AnswerError => ({
  type: 'answer-error',
  code: error.code,
  message: error.message,
  retryable: error.retryable,
})

export const ANSWER_EVENT_RULES: EventRules<AnswerEvent> = {
  isTerminal: (event) => event.type === 'answer-end' || event.type === 'answer-error',
  isUrgent: (event) => event.type === 'mode-change' || event.type === 'answer-restart',
  mayBeSealed: (event) => event.type === 'answer-end' && event.status === 'completed',
  failure: answerError,
}
