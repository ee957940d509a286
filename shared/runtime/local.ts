import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createDynamoClient } from '../adapters/dynamodb/client.ts'
import { startLocalStore } from '../adapters/dynamodb/local-store.ts'
import { sweepExpired } from '../adapters/dynamodb/sweep.ts'
import { createTables } from '../adapters/dynamodb/tables.ts'
import { createFileObjectStore } from '../adapters/files/object-store.ts'
import { createLocalIndex } from '../adapters/local-index/document-index.ts'
import { localBearer } from '../callers/authenticate.ts'
import { readAccessFile } from '../config/access.ts'
import type { Settings } from '../config/env.ts'
import { readModelsFile } from '../config/models.ts'
import { toIngotError } from '../errors.ts'
import { TABLE_NAMES } from '../names.ts'
import type { WebSearch } from '../ports/web-search.ts'
import { buildRuntime, type Report } from './build-runtime.ts'
import { claimStateFolder } from './state-folder.ts'
import { sweepHourly } from './sweep-hourly.ts'
import { systemClock as clock } from './system-clock.ts'

/** How long a stop waits for running answers; their readers are told by the next server. */
const GRACE_MS = 3_000

/** The embedded runtime: one process, one state folder, no cloud and no key. */
export async function startLocalRuntime(
  settings: Settings,
  options: { webSearches?: readonly WebSearch[]; report?: Report } = {},
) {
  const { stateDir } = settings
  const models = await readModelsFile(settings.modelsFile)
  const access = await readAccessFile(settings.accessFile)
  const folder = await claimStateFolder(stateDir)
  const closing: (() => Promise<void> | void)[] = [() => folder.release()]
  const report = (thrown: unknown) => options.report?.(toIngotError(thrown))
  const close = async () => {
    for (const step of closing.reverse()) await step()
    closing.length = 0
  }
  try {
    const endpoint = settings.dynamodbEndpoint ?? (await startOwnStore(stateDir, closing))
    const client = createDynamoClient({ endpoint })
    closing.push(() => client.destroy())
    await createTables(client)
    if (settings.dynamodbEndpoint === null) {
      const sweep = (signal: AbortSignal) =>
        sweepExpired({ client, tableName: TABLE_NAMES.cache, clock, signal }).catch(report)
      closing.push(sweepHourly(sweep))
    }

    const index = createLocalIndex({ directory: path.join(stateDir, 'index') })
    closing.push(() => index.close())
    const runtime = buildRuntime({
      settings,
      models,
      access,
      localSecret: folder.secret,
      client,
      tables: TABLE_NAMES,
      objects: createFileObjectStore({ directory: settings.objectsDir ?? path.join(stateDir, 'objects') }),
      index,
      webSearches: options.webSearches,
      report: options.report,
    })
    closing.push(() => runtime.closeCounts())
    closing.push(sweepHourly((signal) => runtime.sweep({ signal }).catch(report)))
    closing.push(() => Promise.race([runtime.settled(), delay(GRACE_MS, undefined, { ref: false })]))
    return {
      ...runtime,
      /** For this machine's own commands. */
      bearer: localBearer(folder.secret),
      announce: folder.announce,
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
export type LocalRuntime = Awaited<ReturnType<typeof startLocalRuntime>>

async function startOwnStore(stateDir: string, closing: (() => Promise<void> | void)[]): Promise<string> {
  const store = await startLocalStore({ path: path.join(stateDir, 'store'), port: 0 })
  closing.push(() => store.close())
  return store.endpoint
}
