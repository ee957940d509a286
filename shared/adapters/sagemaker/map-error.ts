import type { ResponseStream } from '@aws-sdk/client-sagemaker-runtime'
import { type ErrorCode, IngotError } from '../../errors.ts'
import { errorOfStatus } from '../../lib/openai-wire/map-error.ts'
import { retryAfterOf } from '../../lib/retry-after.ts'

/** Enough of the vendor's own words to find the fault in a log. */
const VENDOR_TEXT_LENGTH = 2_000

/** How long a copy of a model takes to start, at the least: its weights are loaded first. Seconds. */
const START_S = 60

type Told = { code: ErrorCode; message: string; retryAfterS?: number | undefined }

const THROTTLED: Told = { code: 'model_throttled', message: 'SageMaker is throttling.' }
const TIMED_OUT: Told = { code: 'model_timeout', message: 'The model timed out.' }
const FAILED: Told = { code: 'model_unavailable', message: 'The model failed.' }
const REFUSED: Told = { code: 'model_refused_request', message: 'SageMaker refused the request.' }
const STARTING: Told = {
  code: 'model_unavailable',
  message: 'The model is starting.',
  retryAfterS: START_S,
}

/** Names that say something else than their status, or come inside a stream, where there is no status. */
const BY_NAME = new Map<string, Told>([
  ['ThrottlingException', THROTTLED],
  ['ModelNotReadyException', STARTING],
  // Without the container's own status.
  ['ModelError', FAILED],
  ['ServiceUnavailable', FAILED],
  ['ServiceUnavailableException', FAILED],
  ['InternalFailure', FAILED],
  ['InternalStreamFailure', FAILED],
  ['InternalDependencyException', FAILED],
  // No request was sent: nobody has told who we are.
  ['CredentialsProviderError', REFUSED],
])

/** Of an inference component that is scaled to zero; SageMaker has no name of its own for it. */
const HAS_NO_CAPACITY = /no capacity to process/i

/** What the SDK throws, before the stream or in it. The vendor's text goes to the cause, never to the message. */
export function errorOfSageMaker(thrown: unknown): IngotError {
  if (thrown instanceof IngotError) return thrown
  const error = thrown as Partial<SdkError>
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode ?? 0
  const text = error.Message ?? error.message ?? ''
  const cause = {
    name: error.name,
    message: text.slice(0, VENDOR_TEXT_LENGTH),
    status: status || undefined,
    requestId: error.$metadata?.requestId,
  }
  // What the container answered is said as if it had been asked directly.
  if (error.name === 'ModelError' && error.OriginalStatusCode)
    return errorOfStatus(error.OriginalStatusCode, { cause })
  if (error.name === 'ModelStreamError') return told(streamError(error.ErrorCode), cause)
  const named = HAS_NO_CAPACITY.test(text) ? STARTING : BY_NAME.get(String(error.name))
  if (named === undefined && status < 400) return errorOfConnection(thrown)
  return told({ retryAfterS: retryAfterOf(error.$response?.headers), ...(named ?? byStatus(status)) }, cause)
}

/** An exception that stands in the place of a part. */
export const errorOfPart = ({ ModelStreamError, InternalStreamFailure }: ResponseStream) => {
  const thrown = ModelStreamError ?? InternalStreamFailure
  return thrown === undefined ? undefined : errorOfSageMaker(thrown)
}

export const errorOfConnection = (cause: unknown) =>
  new IngotError('model_unavailable', 'SageMaker cannot be reached, or broke off.', { cause })

/** The part of an SDK error that is used; a failed connection has nothing but its name and message. */
type SdkError = {
  name: string
  message: string
  /** SageMaker writes it so. */
  Message: string
  OriginalStatusCode: number
  ErrorCode: string
  $metadata: { httpStatusCode?: number; requestId?: string }
  $response: { statusCode?: number; headers?: Record<string, string> }
}

const told = ({ code, message, retryAfterS }: Told, cause: unknown) =>
  new IngotError(code, message, { cause, ...(retryAfterS === undefined ? {} : { retryAfterS }) })

const streamError = (code: string | undefined): Told =>
  code === 'ModelInvocationTimeExceeded' ? TIMED_OUT : FAILED

function byStatus(status: number): Told {
  if (status === 429) return THROTTLED
  if (status === 408) return TIMED_OUT
  return status >= 500 ? FAILED : REFUSED
}
