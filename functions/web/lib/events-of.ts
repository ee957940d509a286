import type { Answer } from '../../../shared/api/answer.ts'
import type { StreamedEvent } from '../../../shared/api/answer-events.ts'

/** The events that a whole answer would have come by. */
export function* eventsOf(answer: Answer): Generator<StreamedEvent> {
  const { synopsis, citations, sources, contents, follow_ups, reasoning, warnings, error, ...end } = answer
  const { id, question, mode, cache, thread } = answer
  yield { type: 'answer-start', id, question, mode, cache, ...(thread && { thread }) }
  for (const { synopsis: text, read, ...source } of sources) {
    yield { type: 'source', ...source }
    yield { type: 'page-read', n: source.n, read, ms: 0 }
    if (text !== null) yield { type: 'source-synopsis', n: source.n, text }
  }
  if (contents) yield { type: 'contents', entries: contents }
  if (reasoning !== null) yield { type: 'reasoning-delta', text: reasoning }
  yield { type: 'synopsis-delta', text: synopsis }
  for (const citation of citations) yield { type: 'citation', ...citation }
  for (const warning of warnings) yield { type: 'warning', ...warning }
  yield { type: 'follow-ups', questions: follow_ups }
  yield error ? { type: 'answer-error', ...error } : { type: 'answer-end', ...end }
}
