import { type ErrorCode, IngotError } from '../../errors.ts'
import { retryAfterOf } from '../../lib/retry-after.ts'

/** Enough of the vendor's own words to find the fault in a log. */
const VENDOR_TEXT_LENGTH = 2_000

type Told = { code: ErrorCode; message: string }

const THROTTLED: Told = { code: 'model_throttled', message: 'Bedrock is throttling.' }
const TIMED_OUT: Told = { code: 'model_timeout', message: 'The model timed out.' }
const FAILED: Told = { code: 'model_unavailable', message: 'The model failed.' }
const REFUSED: Told = { code: 'model_refused_request', message: 'Bedrock refused the request.' }

/** Names that say something else than their status, or come inside a stream, where there is no status. */
const BY_NAME = new Map<string, Told>([
  ['ThrottlingException', THROTTLED],
  // 400, and yet the same request may succeed when the day is over.
  ['ServiceQuotaExceededException', THROTTLED],
  ['ModelTimeoutException', TIMED_OUT],
  ['ModelStreamErrorException', FAILED],
  // 424: the fault of the model behind Bedrock, not of the request.
  ['ModelErrorException', FAILED],
  // 429, but it is the model that is starting.
  ['ModelNotReadyException', FAILED],
  ['InternalServerException', FAILED],
  ['ServiceUnavailableException', FAILED],
  ['ValidationException', REFUSED],
  // No request was sent: nobody has told who we are.
  ['CredentialsProviderError', REFUSED],
])

/** What the SDK throws, before the stream or in it. The vendor's text goes to the cause, never to the message. */
export function errorOfBedrock(thrown: unknown): IngotError {
  if (thrown instanceof IngotError) return thrown
  const { name, message, $metadata, $response } = thrown as Partial<SdkError>
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0
  const named = BY_NAME.get(String(name).replace(/^[a-z]/, (first) => first.toUpperCase()))
  if (named === undefined && status < 400) {
    return thrown instanceof SyntaxError
      ? errorOfProtocol('Bedrock sent an event that is no JSON.', thrown)
      : errorOfConnection(thrown)
  }
  const retryAfterS = retryAfterOf($response?.headers)
  return told(named ?? byStatus(status), {
    cause: {
      name,
      message: message?.slice(0, VENDOR_TEXT_LENGTH),
      status: status || undefined,
      requestId: $metadata?.requestId,
    },
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  })
}

export const errorOfSilence = (ms: number) =>
  new IngotError('model_timeout', `The model sent nothing for ${ms / 1_000} s.`)

export const errorOfConnection = (cause: unknown) =>
  new IngotError('model_unavailable', 'Bedrock cannot be reached, or broke off.', { cause })

export const errorOfProtocol = (message: string, cause?: unknown) =>
  new IngotError('model_protocol_error', message, { cause })

/** The part of an SDK error that is used; a failed connection has nothing but its name and message. */
type SdkError = {
  name: string
  message: string
  $metadata: { httpStatusCode?: number; requestId?: string }
  $response: { statusCode?: number; headers?: Record<string, string> }
}

const told = ({ code, message }: Told, options: { cause: unknown; retryAfterS?: number }) =>
  new IngotError(code, message, options)

function byStatus(status: number): Told {
  if (status === 429) return THROTTLED
  if (status === 408) return TIMED_OUT
  if (status >= 500) return FAILED
  return REFUSED
}
