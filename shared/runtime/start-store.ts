import path from 'node:path'
import { createDynamoClient } from '../adapters/dynamodb/client.ts'
import { startLocalStore } from '../adapters/dynamodb/local-store.ts'
import { createTables } from '../adapters/dynamodb/tables.ts'
import type { Settings } from '../config/env.ts'

/** The store alone, with its tables, for several servers that share it. State under `<stateDir>/store`. */
export async function startStore(settings: Pick<Settings, 'stateDir' | 'storePort'>) {
  const directory = path.join(settings.stateDir, 'store')
  const store = await startLocalStore({ path: directory, port: settings.storePort })
  const client = createDynamoClient({ endpoint: store.endpoint })
  try {
    await createTables(client)
  } catch (thrown) {
    await store.close()
    throw thrown
  } finally {
    client.destroy()
  }
  return { ...store, directory }
}
