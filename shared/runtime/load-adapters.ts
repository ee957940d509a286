import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Synopses } from '../cache/cached-synopses.ts'
import type { CopyDeps } from '../cache/source-copies.ts'
import type { Settings } from '../config/env.ts'
import { lazily, streamLazily } from '../lib/lazily.ts'
import { startOnce } from '../lib/start-once.ts'
import type { Clock } from '../ports/clock.ts'
import type { DocumentIndex } from '../ports/document-index.ts'
import type { Documents } from '../ports/documents.ts'
import type { Feedback } from '../ports/feedback.ts'
import type { FillQueue } from '../ports/fill-queue.ts'
import type { ModelSlots } from '../ports/model-slots.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { PageReader, RevalidatingPageReader } from '../ports/page-reader.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'
import type { UploadUrls } from '../ports/upload-urls.ts'
import type { VectorIndex } from '../ports/vector-index.ts'
import type { WebSearch } from '../ports/web-search.ts'

/*
 * Adapters, and the caches before them, that only a miss needs. They are most of the code, and loading it is
 * most of a start: a process that answers from the cache never does.
 */

const DOCUMENTS = ['commit', 'version', 'totals', 'get', 'list'] as const
const READS = ['read', 'parse', 'revalidate'] as const

/** Reads the pages that a caller has named. */
export const loadNamedReader = (settings: Settings): RevalidatingPageReader =>
  lazily(async () => (await import('./page-readers.ts')).createNamedReader(settings), READS)

/** Reads the pages that a search has found. */
export const loadFoundReader = (settings: Settings, clock: Clock): RevalidatingPageReader =>
  lazily(async () => (await import('./page-readers.ts')).createFoundReader(settings, clock), READS)

export const loadCachedReader = (reader: RevalidatingPageReader, copies: CopyDeps): PageReader =>
  lazily(async () => {
    const { createCachedPageReader } = await import('../cache/cached-page-reader.ts')
    return createCachedPageReader(reader, copies)
  }, ['read', 'parse'])

export const loadCachedSearch = (search: WebSearch, copies: CopyDeps): WebSearch => ({
  ...search,
  ...lazily<WebSearch, 'search'>(async () => {
    const { createCachedWebSearch } = await import('../cache/cached-web-search.ts')
    return createCachedWebSearch(search, copies)
  }, ['search']),
})

export const loadCachedSynopses = (copies: CopyDeps): Synopses =>
  lazily(async () => {
    const { createCachedSynopses } = await import('../cache/cached-synopses.ts')
    return createCachedSynopses(copies)
  }, ['of'])

export function loadExtractiveWriter(): SynopsisWriter {
  const load = async () =>
    (await import('../adapters/extractive/synopsis-writer.ts')).createExtractiveWriter()
  return {
    model: null,
    served: 'extractive',
    write: (request, options) => streamLazily(async () => (await load()).write(request, options)),
    summarize: (request, options) => streamLazily(async () => (await load()).summarize(request, options)),
  }
}

export function loadLocalIndex(options: { directory: string }): DocumentIndex {
  let opened: DocumentIndex | undefined
  const index = lazily<DocumentIndex, 'version' | 'apply' | 'search' | 'passagesOf' | 'size'>(async () => {
    const { createLocalIndex } = await import('../adapters/local-index/document-index.ts')
    opened = createLocalIndex(options)
    return opened
  }, ['version', 'apply', 'search', 'passagesOf', 'size'])
  return { ...index, close: () => opened?.close() }
}

type OfTable = { client: DynamoDBClient; tableName: string; clock: Clock }

/** Public answers know no documents. */
export function loadDocuments(options: OfTable): Documents {
  const load = startOnce(async () => {
    const { createDynamoDocuments } = await import('../adapters/dynamodb/documents.ts')
    return createDynamoDocuments(options)
  })
  return {
    ...lazily<Documents, Exclude<keyof Documents, 'changesAfter'>>(load, DOCUMENTS),
    changesAfter: (...given) => streamLazily(async () => (await load()).changesAfter(...given)),
  }
}

export const loadFeedback = (options: {
  client: DynamoDBClient
  tableName: string
  keptDays: number
}): Feedback =>
  lazily(async () => {
    const { createDynamoFeedback } = await import('../adapters/dynamodb/feedback.ts')
    return createDynamoFeedback(options)
  }, ['put', 'list', 'forget'])

/** `bucketOf` may throw: functions that keep no texts have no bucket. */
export const loadS3ObjectStore = (bucketOf: () => string): ObjectStore =>
  lazily(async () => {
    const { createS3Client } = await import('../adapters/s3/client.ts')
    const { createS3ObjectStore } = await import('../adapters/s3/object-store.ts')
    return createS3ObjectStore({ client: createS3Client(), bucket: bucketOf() })
  }, ['put', 'get', 'remove'])

export const loadS3UploadUrls = (bucketOf: () => string, clock: Clock): UploadUrls =>
  lazily(async () => {
    const { createS3Client } = await import('../adapters/s3/client.ts')
    const { createS3UploadUrls } = await import('../adapters/s3/upload-urls.ts')
    const client = createS3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
    return createS3UploadUrls({ client, bucket: bucketOf(), clock })
  }, ['sign'])

export const loadSqsQueue = (queueUrl: string): FillQueue =>
  lazily(async () => {
    const { createSqsClient, createSqsFillQueue } = await import('../adapters/queue/sqs.ts')
    return createSqsFillQueue({ client: createSqsClient(), queueUrl })
  }, ['send'])

export const loadModelSlots = (options: OfTable): ModelSlots =>
  lazily(async () => {
    const { createDynamoModelSlots } = await import('../adapters/dynamodb/model-slots.ts')
    return createDynamoModelSlots(options)
  }, ['take', 'renew', 'release', 'inUse'])

/** In S3 where the settings name an index there, else in this process. */
export const loadVectorIndex = (place: Settings['vectorIndex']): VectorIndex => ({
  isShared: place !== null,
  ...lazily<VectorIndex, 'put' | 'remove' | 'removeExpired' | 'nearest'>(async () => {
    if (!place) return (await import('../adapters/memory/vector-index.ts')).createMemoryVectorIndex()
    const { createS3VectorsClient } = await import('../adapters/s3-vectors/client.ts')
    const { createS3VectorIndex } = await import('../adapters/s3-vectors/vector-index.ts')
    return createS3VectorIndex({ client: createS3VectorsClient(), ...place })
  }, ['put', 'remove', 'removeExpired', 'nearest']),
})
