import type { Answer, AnswerSource } from '../api/answer.ts'
import type { AnswerEnd, AnswerError, AnswerStart, StreamedEvent } from '../api/answer-events.ts'
import { NO_USAGE } from '../api/no-usage.ts'
import type { NumberedEvent } from './answers.ts'

type Assembled = { answer: Answer } | { error: AnswerError }

/** Reads a stream to its end and puts the answer together, as a client of the stream would. */
export async function assembleAnswer(events: AsyncIterable<NumberedEvent>): Promise<Assembled> {
  const seen: StreamedEvent[] = []
  for await (const { event } of events) seen.push(event)
  const last = seen.at(-1)
  return last?.type === 'answer-error' ? { error: last } : { answer: foldAnswer(seen) }
}

type Parts = Pick<
  Answer,
  'synopsis' | 'citations' | 'sources' | 'contents' | 'follow_ups' | 'reasoning' | 'warnings'
>

/** The answer that a stream's events amount to; without a terminal event it is still running. */
export function foldAnswer(events: readonly StreamedEvent[]): Answer {
  const parts: Parts = {
    synopsis: '',
    citations: [],
    sources: [],
    follow_ups: [],
    reasoning: null,
    warnings: [],
  }
  let start: AnswerStart | undefined
  let outcome: AnswerEnd | AnswerError | undefined
  for (const event of events) {
    if (event.type === 'answer-start') start = event
    else if (event.type === 'answer-end' || event.type === 'answer-error') outcome = event
    else addTo(parts, event)
  }
  if (!start) throw new RangeError('a stream begins with answer-start')
  return { ...unfinished(start), ...parts, ...ended(outcome) }
}

function ended(outcome: AnswerEnd | AnswerError | undefined): Partial<Answer> {
  if (!outcome) return {}
  const { type, ...rest } = outcome
  if (!('code' in rest)) return rest
  return { status: 'failed', error: rest }
}

function addTo(parts: Parts, event: Exclude<StreamedEvent, AnswerStart | AnswerEnd | AnswerError>): void {
  switch (event.type) {
    case 'source': {
      const { type, ...source } = event
      parts.sources.push({ ...source, synopsis: null, read: 'failed' })
      break
    }
    case 'page-read': {
      const { type, n, ms, site, published, ...told } = event
      updateSource(parts, n, { ...told, ...(site ? { site } : {}), ...(published ? { published } : {}) })
      break
    }
    case 'source-synopsis':
      updateSource(parts, event.n, { synopsis: event.text })
      break
    case 'contents':
      parts.contents = event.entries
      break
    case 'reasoning-delta':
      parts.reasoning = (parts.reasoning ?? '') + event.text
      break
    case 'synopsis-delta':
      parts.synopsis += event.text
      break
    case 'citation': {
      const { type, ...citation } = event
      parts.citations.push(citation)
      break
    }
    case 'follow-ups':
      parts.follow_ups = event.questions
      break
    case 'warning': {
      const { type, ...warning } = event
      parts.warnings.push(warning)
      break
    }
    case 'answer-restart':
      parts.synopsis = ''
      parts.citations = []
      parts.reasoning = null
      // Another log follows whole, one with a name of its own; within one log only the writing starts anew.
      if (event.id !== undefined) {
        Object.assign(parts, { sources: [], follow_ups: [], warnings: [] })
        delete parts.contents
      }
      break
    case 'search-start':
    case 'queue':
    case 'mode-change':
      break
    default:
      event satisfies never
  }
}

function updateSource({ sources }: Parts, n: number, change: Partial<AnswerSource>): void {
  const at = sources.findIndex((source) => source.n === n)
  const source = sources[at]
  if (source) sources[at] = { ...source, ...change }
}

function unfinished({ id, question, mode, cache }: AnswerStart): Omit<Answer, keyof Parts> {
  return {
    id,
    status: 'running',
    question,
    standalone_question: question,
    language: null,
    mode: { ...mode, served: 'extractive', model: null, reason: null },
    filters_applied: {},
    cache,
    usage: NO_USAGE,
    timing: { search_ms: 0, read_ms: 0, first_delta_ms: null, total_ms: 0 },
    created_at: new Date(0).toISOString(),
    completed_at: null,
  }
}
