import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { boundedRequests } from '../../lib/bounded-requests.ts'

const MAX_ATTEMPTS = 3
const CONNECT_TIMEOUT_MS = 1_000
/** Until the reply begins; a long text may take as long as it needs. */
const REQUEST_TIMEOUT_MS = 5_000

/** AWS, as the environment says; `overrides` name another place that speaks S3. */
export function createS3Client(
  overrides: Pick<S3ClientConfig, 'endpoint' | 'region' | 'credentials' | 'requestChecksumCalculation'> = {},
): S3Client {
  return new S3Client({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: boundedRequests({ connectMs: CONNECT_TIMEOUT_MS, requestMs: REQUEST_TIMEOUT_MS }),
    ...overrides,
  })
}
