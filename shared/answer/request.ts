import type { Filters, Length, SourceScope } from '../api/common.ts'
import type { JsonSchema } from '../ports/synopsis-writer.ts'

/**
 * A question as the fill sees it: standalone, resolved, and free of the caller. It is row 0 of the log, and
 * all but `scope` makes the key: what is in here changes the answer, what is not must not.
 */
export type QuestionRequest = {
  kind: 'question'
  /** `public`, `tenant:<tenant>` or `user:<tenant>/<user>`: the narrowest of what is searched. */
  scope: string
  question: string
  mode: 'fast' | 'deep'
  model: string | null
  sources: readonly SourceScope[]
  /** The document collections searched, by scope. */
  collections: readonly string[]
  filters: Filters
  language: string | null
  region: string | null
  maxSources: number
  length: Length
  /** What the synopsis has to be, instead of text; null: text. */
  jsonSchema: JsonSchema | null
}

/** What is to be summarised. */
export type SummarySubject =
  | { kind: 'url'; url: string }
  | { kind: 'text'; text: string; contentHash: string }
  | { kind: 'document'; collection: string; documentId: string }

export type SummaryOrder = {
  kind: 'summary'
  scope: string
  subject: SummarySubject
  /** As the caller's budget leaves it; null: as the ladder has it. */
  model: string | null
  length: Length
  language: string | null
  focus: string | null
}

export type FillRequest = QuestionRequest | SummaryOrder

/** DynamoDB takes items of 400 KB. */
const TEXT_IN_ROW_AT_MOST = 100_000

/** The request as row 0 keeps it: of a text that was sent along and is too long for an item, its hash alone. */
export function storedRequest(request: FillRequest): FillRequest {
  if (request.kind === 'question' || request.subject.kind !== 'text') return request
  if (request.subject.text.length <= TEXT_IN_ROW_AT_MOST) return request
  return { ...request, subject: { ...request.subject, text: '' } }
}

/** Whether a fill can be made from a request as row 0 keeps it. */
export const isWholeRequest = (request: FillRequest): boolean =>
  request.kind === 'question' || request.subject.kind !== 'text' || request.subject.text !== ''
