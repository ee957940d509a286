import {
  DeleteVectorsCommand,
  ListVectorsCommand,
  PutVectorsCommand,
  QueryVectorsCommand,
  type S3VectorsClient,
  S3VectorsServiceException,
} from '@aws-sdk/client-s3vectors'
import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { SemanticEntry, VectorIndex } from '../../ports/vector-index.ts'

/** S3 Vectors lists an index in at most so many parts. One an hour: each page that is listed costs. */
const PARTS = 16
const HOUR_MS = 3_600_000
/** As many as may be deleted in one go. */
const PAGE = 500
/** For a page with its metadata, that nobody waits for. */
const LIST_MS = 10_000

const Expiry = z.object({ until: z.number() })
const Metadata = z.object({
  partition: z.string(),
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  until: z.number(),
})

/**
 * An index of S3 Vectors, cosine, whose metadata `question` is declared not filterable. S3 Vectors has no lifetime:
 * what has expired is filtered out, and makes every query dearer until it is removed.
 */
export function createS3VectorIndex(options: {
  client: S3VectorsClient
  bucket: string
  index: string
}): VectorIndex {
  const { client, bucket: vectorBucketName, index: indexName } = options
  const place = { vectorBucketName, indexName }
  const keyOf = (partition: string, id: string) => sha256Hex(JSON.stringify([partition, id]))
  const listPart = (part: number, nextToken: string | undefined, signal: AbortSignal) => {
    const list = new ListVectorsCommand({
      ...place,
      ...{ segmentCount: PARTS, segmentIndex: part, maxResults: PAGE, nextToken },
      returnMetadata: true,
    })
    return client
      .send(list, { abortSignal: signal, requestTimeout: LIST_MS })
      .catch((cause) => (signal.aborted ? { vectors: [], nextToken: undefined } : fail(cause)))
  }

  return {
    isShared: true,
    async put({ id, partition, question, answer, expiresAt }, vector) {
      const metadata = { partition, id, question, answer, until: expiresAt }
      const vectors = [{ key: keyOf(partition, id), data: { float32: [...vector] }, metadata }]
      await client.send(new PutVectorsCommand({ ...place, vectors })).catch(fail)
    },
    async remove(partition, id) {
      await client.send(new DeleteVectorsCommand({ ...place, keys: [keyOf(partition, id)] })).catch(fail)
    },
    async removeExpired({ now, signal }) {
      const part = Math.floor(now / HOUR_MS) % PARTS
      let nextToken: string | undefined
      do {
        const { vectors = [], nextToken: next } = await listPart(part, nextToken, signal)
        const keys = vectors.flatMap(({ key, metadata }) => {
          const told = Expiry.safeParse(metadata)
          return key !== undefined && told.success && told.data.until <= now ? [key] : []
        })
        if (keys.length > 0) await client.send(new DeleteVectorsCommand({ ...place, keys })).catch(fail)
        nextToken = next
      } while (nextToken !== undefined && !signal.aborted)
    },
    async nearest(partition, vector, { now, limit }) {
      const query = new QueryVectorsCommand({
        ...place,
        topK: limit,
        queryVector: { float32: [...vector] },
        filter: { $and: [{ partition }, { until: { $gt: now } }] },
        returnMetadata: true,
        returnDistance: true,
      })
      const { vectors = [] } = await client.send(query).catch(fail)
      return vectors
        .toSorted((one, other) => (one.distance ?? 0) - (other.distance ?? 0))
        .flatMap(({ metadata }): SemanticEntry[] => {
          const told = Metadata.safeParse(metadata)
          if (!told.success || told.data.partition !== partition) return []
          const { until: expiresAt, ...entry } = told.data
          return [{ ...entry, expiresAt }]
        })
    },
  }
}

function fail(cause: unknown): never {
  const isOurs = cause instanceof S3VectorsServiceException && cause.$fault === 'client'
  const retryable = !isOurs || cause.name === 'TooManyRequestsException'
  const message = retryable ? 'The vectors cannot be reached now.' : 'The index of vectors refused the call.'
  throw new IngotError('store_unavailable', message, { cause, retryable })
}
