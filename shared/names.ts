/** Names that code and infrastructure both use. A leaf: imports nothing. */

/** Version of the stored shapes; part of every partition key, so an upgrade never reads old items. */
export const SCHEMA_VERSION = 1

export const TABLE_NAMES = { cache: 'ingot-cache', app: 'ingot-app' } as const

/** Keys of both tables, all strings, and the attribute by which the store may drop an item (s since the epoch). */
export const TABLE_ATTRIBUTES = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' } as const

/** Environment variables by which the infrastructure tells a function what it may use. */
export const RESOURCE_SETTINGS = {
  cacheTable: 'INGOT_CACHE_TABLE',
  appTable: 'INGOT_APP_TABLE',
  documentsBucket: 'INGOT_DOCUMENTS_BUCKET',
  /** An index of S3 Vectors: questions by their meaning. Both unset: each process has its own. */
  vectorBucket: 'INGOT_VECTOR_BUCKET',
  vectorIndex: 'INGOT_VECTOR_INDEX',
  /** Where fills go that nobody waits for. */
  fillQueueUrl: 'INGOT_FILL_QUEUE_URL',
  /** JSON: environment variable -> ARN of the secret that holds its value. */
  secrets: 'INGOT_SECRETS',
  /** Names the stage in metrics. */
  stage: 'INGOT_STAGE',
} as const

/** Sort keys beside the answer's partition key (docs/architecture.md, "The store"). */
export const SORT_KEYS = { answer: 'ANSWER', apart: 'APART', lease: 'LEASE', failure: 'FAILURE' } as const

/** Of the keys of files that clients send past the API, until they are documents. */
export const UPLOADS_PREFIX = 'uploads/'

export const PRODUCT = 'ingot'

/** Of our metrics in CloudWatch; their names are those of `metrics/definitions.ts`. */
export const METRICS_NAMESPACE = 'Ingot'
