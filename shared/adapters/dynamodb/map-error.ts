import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import type { Item } from './item.ts'

/** Refused because of what was sent or set up: the same call fails again. */
const NOT_RETRYABLE = new Set([
  'ValidationException',
  'ResourceNotFoundException',
  'AccessDeniedException',
  'UnrecognizedClientException',
])

export function mapStoreError(thrown: unknown): IngotError {
  if (thrown instanceof IngotError) return thrown
  const permanent = thrown instanceof DynamoDBServiceException && NOT_RETRYABLE.has(thrown.name)
  return permanent
    ? new IngotError('store_unavailable', 'The store refused the call.', { cause: thrown, retryable: false })
    : new IngotError('store_unavailable', 'The store cannot be reached now.', { cause: thrown })
}

/** The reply of a call; its errors as `store_unavailable`. */
export async function reply<Output>(call: Promise<Output>): Promise<Output> {
  try {
    return await call
  } catch (thrown) {
    throw mapStoreError(thrown)
  }
}

/** `item` is what stood in the way: AWS sends it when asked to, dynalite never does. */
export type Conditional = { kind: 'done' } | { kind: 'refused'; item: Item | undefined }

/** A conditional write: a condition that does not hold is an outcome, not an error. */
export async function conditional(call: Promise<unknown>): Promise<Conditional> {
  try {
    await call
    return { kind: 'done' }
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return { kind: 'refused', item: thrown.Item }
    throw mapStoreError(thrown)
  }
}
