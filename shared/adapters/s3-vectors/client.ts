import { S3VectorsClient, type S3VectorsClientConfig } from '@aws-sdk/client-s3vectors'
import { boundedRequests } from '../../lib/bounded-requests.ts'

/** Whoever asks has 150 ms for its answer; what takes longer than this is of no use to anybody. */
const TIMEOUT_MS = 1_000

/** AWS, as the environment says; `overrides` name another place that speaks S3 Vectors. */
export const createS3VectorsClient = (
  overrides: Pick<S3VectorsClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): S3VectorsClient =>
  new S3VectorsClient({
    maxAttempts: 2,
    retryMode: 'standard',
    requestHandler: boundedRequests({ connectMs: TIMEOUT_MS, requestMs: TIMEOUT_MS }),
    ...overrides,
  })
