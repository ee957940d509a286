import {
  DeleteVectorsCommand,
  PutVectorsCommand,
  QueryVectorsCommand,
  type S3VectorsClient,
  S3VectorsServiceException,
} from '@aws-sdk/client-s3vectors'
import * as z from 'zod'
import { IngotError } from '../../errors.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { SemanticEntry, VectorIndex } from '../../ports/vector-index.ts'

const Metadata = z.object({
  partition: z.string(),
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  until: z.number(),
})

/**
 * An index of S3 Vectors, cosine, whose metadata `question` is declared not filterable. `space`: the encoder's id,
 * which is part of every key and filter. What has expired is filtered out and stays: S3 Vectors has no lifetime, and
 * 2 KB a question cost less than looking for them.
 */
export function createS3VectorIndex(options: {
  client: S3VectorsClient
  bucket: string
  index: string
  space: string
}): VectorIndex {
  const { client, bucket: vectorBucketName, index: indexName, space } = options
  const place = { vectorBucketName, indexName }
  const keyOf = (partition: string, id: string) => sha256Hex(JSON.stringify([space, partition, id]))

  return {
    isShared: true,
    async put({ id, partition, question, answer, expiresAt }, vector) {
      const metadata = { space, partition, id, question, answer, until: expiresAt }
      const vectors = [{ key: keyOf(partition, id), data: { float32: [...vector] }, metadata }]
      await client.send(new PutVectorsCommand({ ...place, vectors })).catch(fail)
    },
    async remove(partition, id) {
      await client.send(new DeleteVectorsCommand({ ...place, keys: [keyOf(partition, id)] })).catch(fail)
    },
    async nearest(partition, vector, { now, limit }) {
      const query = new QueryVectorsCommand({
        ...place,
        topK: limit,
        queryVector: { float32: [...vector] },
        filter: { $and: [{ space }, { partition }, { until: { $gt: now } }] },
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
