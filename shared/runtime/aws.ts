import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDynamoClient } from '../adapters/dynamodb/client.ts'
import { readAccessFile } from '../config/access.ts'
import type { Settings } from '../config/env.ts'
import { readModelsFile } from '../config/models.ts'
import { IngotError } from '../errors.ts'
import { RESOURCE_SETTINGS } from '../names.ts'
import { buildRuntime, type Report } from './build-runtime.ts'
import { loadLocalIndex, loadS3ObjectStore } from './load-adapters.ts'

/**
 * The runtime on AWS: DynamoDB and S3 by the function's role and Region, one a sandbox. Throws
 * `invalid_setting` when it is not told where to store; calls no service yet.
 */
export async function buildAwsRuntime(settings: Settings, { report }: { report: Report }) {
  const tables = {
    cache: needed(settings.cacheTable, RESOURCE_SETTINGS.cacheTable),
    app: needed(settings.appTable, RESOURCE_SETTINGS.appTable),
  }
  const bucket = needed(settings.documentsBucket, RESOURCE_SETTINGS.documentsBucket)
  if (settings.auth.includes('none')) {
    throw new IngotError('invalid_setting', 'INGOT_AUTH: none is for loopback alone; set keys, jwt or both')
  }
  return buildRuntime({
    settings,
    models: await readModelsFile(settings.modelsFile),
    access: await readAccessFile(settings.accessFile),
    client: createDynamoClient({}),
    tables,
    objects: loadS3ObjectStore(bucket),
    // A sandbox can write nowhere else. The copy is lost with the sandbox, and built again.
    index: loadLocalIndex({ directory: path.join(tmpdir(), 'ingot-index') }),
    report,
  })
}

function needed(value: string | null, name: string): string {
  if (value === null) throw new IngotError('invalid_setting', `${name}: not set`)
  return value
}
