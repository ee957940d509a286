import type { Ingest } from '../ingest/ingest.ts'
import { lazily } from '../lib/lazily.ts'
import type { IngestDeps } from './build-ingest.ts'

const METHODS = [
  ...(['addText', 'addUrl', 'addFile', 'get', 'read', 'list', 'remove'] as const),
  ...(['startUpload', 'receiveUpload', 'processUpload', 'sweepUploads'] as const),
]

/** Loaded by the first call that has to do with documents. */
export const loadIngest = (deps: IngestDeps): Ingest =>
  lazily(async () => (await import('./build-ingest.ts')).buildIngest(deps), METHODS)
