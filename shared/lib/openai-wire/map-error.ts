import { IngotError, type IngotErrorOptions } from '../../errors.ts'

/** What a vendor's error is told as. Its own words go to the cause, never to the message. */
export function errorOfStatus(status: number, options: IngotErrorOptions): IngotError {
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

/** The first that fits a vendor's own name for its error; a name that fits none says that the model failed. */
const BY_NAME: readonly [names: RegExp, status: number][] = [
  [/rate.?limit|quota|throttl|too.?many|resource.?exhausted/i, 429],
  [/time.?d?.?out|deadline/i, 408],
  [/invalid|bad.?request|auth|permission|not.?found|context.?length|filter|inspection|sensitive/i, 400],
]

/**
 * An `error` in the place of a chunk. Vendors agree on little but its name: a text, or an object whose
 * `status`, `code` or `type` is an HTTP status or a name.
 */
export function errorOfEvent(error: unknown): IngotError {
  const { status, code, error_code, type } = isObject(error) ? error : {}
  const names = isObject(error) ? [status, code, error_code, type] : [error]
  const number = names.map(Number).find((one) => one >= 400 && one <= 599)
  const named = BY_NAME.find(([pattern]) => pattern.test(names.join(' ')))?.[1]
  const known = number ?? named
  if (known !== undefined) return errorOfStatus(known, { cause: error })
  return new IngotError('model_unavailable', 'The model failed while it was writing.', { cause: error })
}

export const errorOfSilence = (ms: number) =>
  new IngotError('model_timeout', `The model sent nothing for ${ms / 1_000} s.`)

export const errorOfProtocol = (message: string, cause?: unknown) =>
  new IngotError('model_protocol_error', message, { cause })

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
