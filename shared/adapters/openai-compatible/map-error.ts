import { IngotError, type IngotErrorOptions } from '../../errors.ts'

/** Enough of the vendor's own words to find the fault in a log. */
const VENDOR_TEXT_LENGTH = 2_000

/** An answer of the vendor that is no event stream. Its text goes to the cause, never to the message. */
export function errorOfResponse(response: Response, body: string): IngotError {
  const { status } = response
  const cause = { status, body: body.slice(0, VENDOR_TEXT_LENGTH) }
  if (response.ok) {
    return new IngotError('model_protocol_error', 'The model endpoint did not answer with an event stream.', {
      cause,
    })
  }
  const retryAfterS = retryAfterOf(response.headers.get('retry-after'))
  return errorOfStatus(status, retryAfterS === undefined ? { cause } : { cause, retryAfterS })
}

/** An `error` inside an event stream; vendors agree on little but its name. */
export function errorOfEvent(error: unknown): IngotError {
  const { code, status, type } =
    typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {}
  const number = Number(status ?? code)
  if (number >= 400 && number <= 599) return errorOfStatus(number, { cause: error })
  const named = `${String(type)} ${String(code)}`
  if (/rate.?limit|quota|throttl|too.?many/i.test(named)) return errorOfStatus(429, { cause: error })
  if (/invalid|authenti|permission|not.?found|context.?length/i.test(named))
    return errorOfStatus(400, { cause: error })
  return new IngotError('model_unavailable', 'The model failed while it was writing.', { cause: error })
}

export const errorOfSilence = (ms: number) =>
  new IngotError('model_timeout', `The model sent nothing for ${ms / 1_000} s.`)

export const errorOfConnection = (cause: unknown) =>
  new IngotError('model_unavailable', 'The connection to the model endpoint failed.', { cause })

export const errorOfProtocol = (message: string, cause?: unknown) =>
  new IngotError('model_protocol_error', message, { cause })

function errorOfStatus(status: number, options: IngotErrorOptions): IngotError {
  if (status === 429)
    return new IngotError('model_throttled', 'The model endpoint is throttling (429).', options)
  if (status === 408) return new IngotError('model_timeout', 'The model endpoint timed out (408).', options)
  if (status >= 500) {
    return new IngotError('model_unavailable', `The model endpoint is failing (${status}).`, options)
  }
  return new IngotError(
    'model_refused_request',
    `The model endpoint refused the request (${status}).`,
    options,
  )
}

/** RFC 9110, 10.2.3, seconds only: model vendors do not send the date form. */
const retryAfterOf = (header: string | null): number | undefined =>
  header !== null && /^\d+(\.\d+)?$/.test(header.trim()) ? Math.ceil(Number(header)) : undefined
