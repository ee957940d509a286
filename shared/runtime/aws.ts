import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDynamoClient } from '../adapters/dynamodb/client.ts'
import { createEmfCounters, defectLine } from '../adapters/telemetry/emf.ts'
import { readAccessFile } from '../config/access.ts'
import {
  provideSecret,
  readFunctionVersion,
  readSecretArns,
  readSettings,
  type Settings,
} from '../config/env.ts'
import { readModelsFile } from '../config/models.ts'
import { IngotError } from '../errors.ts'
import { RESOURCE_SETTINGS } from '../names.ts'
import { buildRuntime, type Report } from './build-runtime.ts'
import { loadLocalIndex, loadS3ObjectStore, loadS3UploadUrls, loadSqsQueue } from './load-adapters.ts'
import { systemClock } from './system-clock.ts'

/** The function's settings, those among them that are secrets included. Throws `invalid_setting`. */
export async function readAwsSettings(): Promise<Settings> {
  const arns = readSecretArns()
  if (Object.keys(arns).length > 0) {
    const { readSecrets } = await import('../adapters/secrets/read-secrets.ts')
    for (const [name, value] of Object.entries(await readSecrets(arns))) provideSecret(name, value)
  }
  return readSettings()
}

/**
 * The runtime on AWS: DynamoDB and S3 by the function's role and Region, one a sandbox. Throws
 * `invalid_setting` when it is not told where to store; calls no service yet.
 */
export async function buildAwsRuntime(settings: Settings, { report }: { report: Report }) {
  const tables = {
    cache: needed(settings.cacheTable, RESOURCE_SETTINGS.cacheTable),
    app: needed(settings.appTable, RESOURCE_SETTINGS.appTable),
  }
  if (settings.auth.includes('none')) {
    throw new IngotError('invalid_setting', 'INGOT_AUTH: none is for loopback alone; set keys, jwt or both')
  }
  const bucketOf = () => needed(settings.documentsBucket, RESOURCE_SETTINGS.documentsBucket)
  return buildRuntime({
    settings,
    models: await readModelsFile(settings.modelsFile),
    access: await readAccessFile(settings.accessFile),
    client: createDynamoClient({}),
    tables,
    objects: loadS3ObjectStore(bucketOf),
    uploadUrls: loadS3UploadUrls(bucketOf, systemClock),
    // A sandbox can write nowhere else. The copy is lost with the sandbox, and built again.
    index: loadLocalIndex({ directory: path.join(tmpdir(), 'ingot-index') }),
    ...(settings.fillQueueUrl ? { queue: loadSqsQueue(settings.fillQueueUrl) } : {}),
    decorateCounters: (counters) =>
      createEmfCounters({ counters, stage: settings.stage, clock: systemClock, print: printLine }),
    report,
  })
}

/** Tells CloudWatch of a failure that this version of the code, or its settings, are to blame for. */
export const countDefect = (): void =>
  printLine(defectLine({ ...readFunctionVersion(), at: systemClock.now() }))

/** On its own line of stdout, where CloudWatch looks for metrics; the log's lines are ours and go to stderr. */
const printLine = (line: string) => void process.stdout.write(`${line}\n`)

function needed(value: string | null, name: string): string {
  if (value === null) throw new IngotError('invalid_setting', `${name}: not set`)
  return value
}
