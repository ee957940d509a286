import type * as z from 'zod'
import type { Warning } from '../api/answer.ts'
import type { AnswerEnd, AnswerError, LOGGED_EVENTS } from '../api/answer-events.ts'
import { NO_USAGE } from '../api/no-usage.ts'
import type { EventRules } from '../cache/cache-deps.ts'
import type { ErrorCode, IngotError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { FillRequest } from './request.ts'

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

/** Failures of the moment, of one reader, or of what others did: nothing for the next one to be told. */
const FORGOTTEN: ReadonlySet<ErrorCode> = new Set([
  'store_unavailable',
  'source_purged',
  'superseded',
  'answer_gone',
])
/** What was asked about is not there, or not to be had: an older answer would hide it. */
const OF_THE_ASKED: ReadonlySet<ErrorCode> = new Set([
  'not_found',
  'invalid_request',
  'source_purged',
  'answer_gone',
  'page_not_found',
  'page_address_refused',
  'page_empty',
  'page_unsupported',
])
const REMEMBER_S = 5
/** What will not be better in a few seconds. */
const REMEMBER_LONG_S = 30
const LASTING: ReadonlySet<ErrorCode> = new Set(['model_throttled', 'fill_abandoned'])

function rememberForS(event: AnswerEvent): number {
  if (event.type !== 'answer-error' || FORGOTTEN.has(event.code)) return 0
  return LASTING.has(event.code) || !event.retryable ? REMEMBER_LONG_S : REMEMBER_S
}

export function createEventRules(clock: Clock): EventRules<AnswerEvent> {
  return {
    isTerminal: ({ type }) => type === 'answer-end' || type === 'answer-error',
    isUrgent: ({ type }, before) =>
      type === 'mode-change' ||
      type === 'answer-restart' ||
      (type === 'synopsis-delta' && !before.some((event) => event.type === 'synopsis-delta')),
    isApart: ({ type }) => type === 'reasoning-delta',
    mayBeSealed: (event) => event.type === 'answer-end' && event.status === 'completed',
    failure: answerError,
    rememberForS,
    cancelled: (request) => cancelledEnd(request as FillRequest | undefined, clock),
    restartReason(event) {
      if (event.type === 'answer-end') return event.status === 'cancelled' ? 'cancelled' : undefined
      return event.type === 'answer-error' && event.code === 'source_purged' ? 'source_purged' : undefined
    },
    mayBeMadeUpFor: (event) => event.type === 'answer-error' && !OF_THE_ASKED.has(event.code),
    notStored: () => ({ type: 'warning', code: 'not_resumable' }),
  }
}

function cancelledEnd(request: FillRequest | undefined, clock: Clock): FillEnd {
  const now = new Date(clock.now()).toISOString()
  const question = request?.kind === 'question' ? request.question : (request?.focus ?? '')
  const requested = request?.kind === 'question' ? request.mode : 'fast'
  return {
    type: 'answer-end',
    status: 'cancelled',
    standalone_question: question,
    language: request?.language ?? null,
    mode: { requested, served: 'extractive', model: null, reason: null },
    filters_applied: {},
    usage: NO_USAGE,
    timing: { search_ms: 0, read_ms: 0 },
    created_at: now,
    completed_at: now,
  }
}

const isSlowProvider = ({ provider, reason }: Warning) =>
  provider !== undefined && reason === 'deadline_exceeded'

/** What cost this answer something that a minute later might not have failed. */
export function isDegradation(event: AnswerEvent): boolean {
  if (event.type === 'mode-change') return event.reason !== null && event.reason !== 'no_model_configured'
  if (event.type !== 'warning') return false
  switch (event.code) {
    case 'search_failed':
      // What it refuses now it will refuse in a minute; one that was not waited for is as slow then.
      return event.reason !== 'search_refused_request' && !isSlowProvider(event)
    case 'deadline_reached':
    case 'not_resumable':
    case 'synopsis_cut':
      return true
    case 'page_unreadable':
      // A page that is not there is not there in a minute either.
      return (
        event.reason === 'page_unavailable' ||
        event.reason === 'page_timeout' ||
        event.reason === 'deadline_exceeded'
      )
    default:
      return false
  }
}
