import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Clock } from '../../ports/clock.ts'
import type { UploadUrls } from '../../ports/upload-urls.ts'

/** Else they would be left out of the signature, and the client could send what it likes. */
const SIGNED = new Set(['content-length', 'content-type'])

/**
 * S3 takes the files, by presigned address. The length is signed: S3 refuses other ones with 403. The client
 * needs `requestChecksumCalculation: 'WHEN_REQUIRED'`: the SDK would sign the checksum of an empty body.
 */
export function createS3UploadUrls(options: {
  client: S3Client
  bucket: string
  clock: Pick<Clock, 'now'>
}): UploadUrls {
  const { client, bucket: Bucket, clock } = options
  return {
    async sign(Key, { size, mediaType }, { expiresAt }) {
      const put = new PutObjectCommand({ Bucket, Key, ContentLength: size, ContentType: mediaType })
      const signingDate = new Date(clock.now())
      const expiresIn = Math.floor((expiresAt - signingDate.getTime()) / 1_000)
      const url = await getSignedUrl(client, put, { expiresIn, signingDate, signableHeaders: SIGNED })
      return { url, method: 'PUT', headers: { 'content-type': mediaType } }
    },
  }
}
