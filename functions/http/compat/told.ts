import { foldAnswer } from '../../../shared/answer/assemble-answer.ts'
import type { Answer, AnswerSource, Citation } from '../../../shared/api/answer.ts'
import type { AnswerError, StreamedEvent } from '../../../shared/api/answer-events.ts'

/** What there is to tell a client that can be told more, but never to forget. */
export type Told =
  | { kind: 'start'; id: string }
  | { kind: 'search'; queries: readonly string[] }
  /** `sources` beside the first text: all that it may cite. */
  | { kind: 'text'; text: string; sources: readonly AnswerSource[] | null }
  | { kind: 'citation'; citation: Citation }
  | { kind: 'restart' }
  | { kind: 'end'; answer: Answer }
  | { kind: 'failed'; error: Omit<AnswerError, 'type'> }

const OTHER_WORDS = {
  code: 'superseded' as const,
  message: 'The answer was begun anew in other words. Ask again for the whole of it.',
  retryable: true,
}

/**
 * Follows one reading. After an `answer-restart` the text comes anew from its beginning: as far as it repeats
 * what was told, nothing is told (`text` is empty), and where it differs the telling has failed.
 */
export function createFollowing(): (event: StreamedEvent) => Told | undefined {
  const seen: StreamedEvent[] = []
  let told = ''
  let text = ''
  let hasBegun = false

  const tellText = (delta: string): Told => {
    text += delta
    const isRepeat = told.startsWith(text)
    if (!isRepeat && !text.startsWith(told)) return { kind: 'failed', error: OTHER_WORDS }
    const more = isRepeat ? '' : text.slice(told.length)
    if (!isRepeat) told = text
    const sources = hasBegun ? null : foldAnswer(seen).sources
    hasBegun = true
    return { kind: 'text', text: more, sources }
  }

  return (event) => {
    seen.push(event)
    switch (event.type) {
      case 'answer-start':
        return { kind: 'start', id: event.id }
      case 'search-start':
        return { kind: 'search', queries: event.queries }
      case 'synopsis-delta':
        return tellText(event.text)
      case 'citation':
        return { kind: 'citation', citation: event }
      case 'answer-restart':
        text = ''
        return { kind: 'restart' }
      case 'answer-end':
        return text === told
          ? { kind: 'end', answer: foldAnswer(seen) }
          : { kind: 'failed', error: OTHER_WORDS }
      case 'answer-error':
        return { kind: 'failed', error: event }
      default:
        return undefined
    }
  }
}
