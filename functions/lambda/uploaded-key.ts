import * as z from 'zod'
import { IngotError } from '../../shared/errors.ts'

/** What is read of "Object Created" of S3, as EventBridge hands it on. */
const ObjectCreated = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) })

/** The key of the object that the message tells of. Throws `internal` when it is no such message. */
export function uploadedKeyOf(body: string): string {
  try {
    return ObjectCreated.parse(JSON.parse(body)).detail.object.key
  } catch (cause) {
    throw new IngotError('internal', 'This message tells of no object.', { cause })
  }
}
