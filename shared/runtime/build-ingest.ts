import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoUploads } from '../adapters/dynamodb/uploads.ts'
import { createOwnUploadUrls } from '../adapters/files/upload-urls.ts'
import type { Background } from '../cache/background.ts'
import type { Settings } from '../config/env.ts'
import { createIngest } from '../ingest/create-ingest.ts'
import type { Ingest } from '../ingest/ingest.ts'
import { createTurns } from '../ingest/turns.ts'
import { withUploads } from '../ingest/uploads/with-uploads.ts'
import { isOfUser } from '../lib/scope.ts'
import type { Clock } from '../ports/clock.ts'
import type { UploadUrls } from '../ports/upload-urls.ts'

export type IngestDeps = Omit<Parameters<typeof createIngest>[0], 'allowedOf'> & {
  clock: Clock
  client: DynamoDBClient
  /** Of the app table. */
  tableName: string
  background: Background
  /** Default: this server takes the files. */
  uploadUrls?: UploadUrls | undefined
  uploadLimitBytes: number
  quotas: Settings['documentQuotas']
  report: (thrown: unknown) => void
}

/** Documents in, by all ways. */
export function buildIngest(deps: IngestDeps): Ingest {
  const { objects, clock, background, uploadUrls: urls = createOwnUploadUrls(), report } = deps
  const inTurn = createTurns()
  const { user, tenant } = deps.quotas
  const allowedOf = (scope: string) => (isOfUser(scope) ? user : tenant)
  const ingest = withUploads({
    shelf: createIngest({ ...deps, allowedOf }),
    documents: deps.documents,
    allowedOf,
    uploads: createDynamoUploads(deps),
    ...{ objects, urls, clock, limitBytes: deps.uploadLimitBytes },
    // One after the other: each is in memory as a whole.
    onReceived: (key) =>
      background.add(inTurn('uploads', () => ingest.processUpload({ key })).then(() => undefined, report)),
  })
  return ingest
}
