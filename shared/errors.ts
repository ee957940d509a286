/**
 * Every error of Ingot. The codes are a closed list and part of the API: clients switch on them.
 * The message of an `IngotError` is written for the caller; raw exception text stays in `cause`.
 */

/** code -> may the same request succeed later without being changed? */
const RETRYABLE = {
  // the request
  invalid_request: false,
  invalid_json: false,
  invalid_schema: false,
  payload_too_large: false,
  unsupported_media_type: false,
  not_found: false,
  method_not_allowed: false,
  unauthenticated: false,
  forbidden: false,
  issuer_unavailable: true,
  rate_limited: true,
  // documents and pages
  page_address_refused: false,
  page_refused_by_robots: false,
  page_not_found: false,
  page_unavailable: true,
  page_timeout: true,
  page_too_large: false,
  page_too_many_redirects: false,
  page_unsupported: false,
  page_empty: false,
  file_unreadable: false,
  file_too_large: false,
  file_not_text: false,
  documents_quota_exceeded: false,
  // the model
  model_unavailable: true,
  model_throttled: true,
  model_timeout: true,
  model_refused_request: false,
  model_protocol_error: true,
  schema_not_met: false,
  // the answer and its log
  answer_gone: false,
  not_cached: false,
  source_purged: true,
  idempotency_mismatch: false,
  fill_abandoned: true,
  superseded: true,
  deadline_exceeded: true,
  search_unavailable: true,
  search_refused_request: false,
  store_unavailable: true,
  // configuration, told at start
  invalid_setting: false,
  already_running: false,
  internal: true,
} as const satisfies Record<string, boolean>

export type ErrorCode = keyof typeof RETRYABLE

export const ERROR_CODES = Object.keys(RETRYABLE) as [ErrorCode, ...ErrorCode[]]

/** How a collection of documents stands. */
export type DocumentQuota = Record<'documents' | 'bytes', { used: number; allowed: number }>

/** One field of the input that was refused. `path` as in `filters.languages[2]`. */
export type FieldError = { path: string; message: string }

export type IngotErrorOptions = {
  cause?: unknown
  fields?: readonly FieldError[]
  quota?: DocumentQuota
  /** Overrides the code's default where the adapter knows better. */
  retryable?: boolean
  /** Seconds after which a retry makes sense. */
  retryAfterS?: number
}

export class IngotError extends Error {
  override readonly name = 'IngotError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly fields: readonly FieldError[]
  readonly quota: DocumentQuota | undefined
  readonly retryAfterS: number | undefined

  constructor(code: ErrorCode, message: string, options: IngotErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? RETRYABLE[code]
    this.fields = options.fields ?? []
    this.quota = options.quota
    this.retryAfterS = options.retryAfterS
  }
}

/** What is thrown by others becomes `internal`; its own text is kept as the cause and never sent out. */
export function toIngotError(thrown: unknown): IngotError {
  if (thrown instanceof IngotError) return thrown
  return new IngotError('internal', 'Something failed inside the server.', { cause: thrown })
}
