import type { Dispatcher } from 'undici'
import { IngotError } from '../../errors.ts'
import { errorOfProtocol, errorOfStatus } from '../../lib/openai-wire/map-error.ts'
import { retryAfterOf } from '../../lib/retry-after.ts'

/** An answer of the vendor that is not what was asked for. `body`: enough of it to find the fault in a log. */
export function errorOfResponse(
  { status, headers }: { status: number; headers: Dispatcher.ResponseData['headers'] },
  body: string,
): IngotError {
  const cause = { status, body }
  if (status >= 200 && status <= 299)
    return errorOfProtocol('The model endpoint answered with a page of HTML.', cause)
  const retryAfterS = retryAfterOf(headers)
  return errorOfStatus(status, retryAfterS === undefined ? { cause } : { cause, retryAfterS })
}

export const errorOfConnection = (cause: unknown) =>
  new IngotError('model_unavailable', 'The connection to the model endpoint failed.', { cause })
