import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { IngotError } from '../../errors.ts'
import type { ObjectStore } from '../../ports/object-store.ts'

/** Refused because of what was sent or set up: the same call fails again. */
const NOT_RETRYABLE = new Set([
  'AccessDenied',
  'InvalidAccessKeyId',
  'KeyTooLongError',
  'NoSuchBucket',
  'SignatureDoesNotMatch',
])

/**
 * Objects in one S3 bucket. Needs `s3:ListBucket` too: without it S3 answers 403, not 404, for an absent
 * key. Refuses a bad key with `invalid_request`; a bucket that fails is `store_unavailable`.
 */
export function createS3ObjectStore(options: { client: S3Client; bucket: string }): ObjectStore {
  const { client, bucket: Bucket } = options
  return {
    async put(key, bytes) {
      const put = new PutObjectCommand({ Bucket, Key: checked(key), Body: bytes })
      await client.send(put).catch(fail)
    },

    async get(key, { limitBytes = Number.POSITIVE_INFINITY } = {}) {
      const get = new GetObjectCommand({ Bucket, Key: checked(key) })
      try {
        const { Body, ContentLength = 0 } = await client.send(get)
        if (ContentLength > limitBytes) {
          if (Body instanceof Readable) Body.destroy()
          throw tooLarge(limitBytes)
        }
        return (await Body?.transformToByteArray()) ?? new Uint8Array()
      } catch (thrown) {
        if (thrown instanceof NoSuchKey) return undefined
        if (thrown instanceof IngotError) throw thrown
        return fail(thrown)
      }
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: checked(key) })).catch(fail)
    },
  }
}

const tooLarge = (limitBytes: number) =>
  new IngotError('file_too_large', `The object is larger than ${limitBytes} bytes.`)

/** S3 would take these keys; other object stores cannot. */
function checked(key: string): string {
  const isBad = (name: string) => name === '' || name === '.' || name === '..'
  if (key.split('/').some(isBad) || /[\0\\]/.test(key)) {
    throw new IngotError('invalid_request', `Not a key of an object: ${JSON.stringify(key)}`)
  }
  return key
}

function fail(cause: unknown): never {
  if (cause instanceof S3ServiceException && NOT_RETRYABLE.has(cause.name)) {
    throw new IngotError('store_unavailable', 'The object store refused the call.', {
      cause,
      retryable: false,
    })
  }
  throw new IngotError('store_unavailable', 'The object store cannot be reached now.', { cause })
}
