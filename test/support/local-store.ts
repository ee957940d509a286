import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startLocalStore } from '../../shared/adapters/dynamodb/local-store.ts'
import { createTables } from '../../shared/adapters/dynamodb/tables.ts'

export type TestStore = { client: DynamoDBClient; endpoint: string; close(): Promise<void> }

/** dynalite in memory with its tables, and a client of it. */
export async function startTestStore(): Promise<TestStore> {
  const store = await startLocalStore({ path: null, port: 0 })
  const client = createDynamoClient({ endpoint: store.endpoint })
  await createTables(client)
  return {
    client,
    endpoint: store.endpoint,
    async close() {
      client.destroy()
      await store.close()
    },
  }
}
