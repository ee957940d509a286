import * as z from 'zod'
import { ErrorCode } from './common.ts'

const QuotaState = z.strictObject({ used: z.int(), allowed: z.int() })

/** RFC 9457 problem details. Programs switch on `code`; `fields` names what was wrong with the input. */
export const Problem = z.strictObject({
  type: z.string().describe('Always `about:blank`: what the problem is stands in `code`.'),
  title: z.string().describe('The words of the status.'),
  status: z.int(),
  detail: z.string().describe('For people; may change.'),
  code: ErrorCode,
  retryable: z.boolean().describe('May the same request succeed later without being changed?'),
  request_id: z.string(),
  fields: z
    .array(
      z.strictObject({
        path: z.string().describe('As in `filters.languages[2]`; empty for the body as a whole.'),
        message: z.string(),
      }),
    )
    .optional(),
  quota: z
    .strictObject({ documents: QuotaState, bytes: QuotaState })
    .optional()
    .describe('How the collection stands, with `documents_quota_exceeded`.'),
})
export type Problem = z.infer<typeof Problem>

/** The words of each status that a problem can have (RFC 9110, section 15). */
export const PROBLEM_TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const
export type ProblemStatus = keyof typeof PROBLEM_TITLES

/** 422 says that the request was understood, and that the page, file or schema in it is of no use. */
export const PROBLEM_STATUS: Record<ErrorCode, ProblemStatus> = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_schema: 422,
  payload_too_large: 413,
  unsupported_media_type: 415,
  not_found: 404,
  method_not_allowed: 405,
  unauthenticated: 401,
  forbidden: 403,
  issuer_unavailable: 503,
  rate_limited: 429,
  page_address_refused: 422,
  page_refused_by_robots: 422,
  page_not_found: 422,
  page_unavailable: 502,
  page_timeout: 504,
  page_too_large: 422,
  page_too_many_redirects: 422,
  page_unsupported: 422,
  page_empty: 422,
  file_unreadable: 422,
  file_too_large: 413,
  file_not_text: 422,
  documents_quota_exceeded: 413,
  model_unavailable: 503,
  model_throttled: 503,
  model_timeout: 504,
  model_refused_request: 502,
  model_protocol_error: 502,
  schema_not_met: 502,
  answer_gone: 410,
  not_cached: 404,
  source_purged: 503,
  idempotency_mismatch: 422,
  fill_abandoned: 503,
  superseded: 503,
  deadline_exceeded: 504,
  search_unavailable: 503,
  search_refused_request: 502,
  store_unavailable: 503,
  invalid_setting: 500,
  already_running: 500,
  internal: 500,
}
