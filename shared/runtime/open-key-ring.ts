import { createDynamoApiKeys } from '../adapters/dynamodb/api-keys.ts'
import { createDynamoClient } from '../adapters/dynamodb/client.ts'
import { createKeyRing, type KeyRing } from '../callers/key-ring.ts'
import { systemClock } from './system-clock.ts'

/** The keys of an installation on AWS, by its app table; account and Region as AWS's own settings say. */
export function openKeyRing({ appTable }: { appTable: string }): { keys: KeyRing; close(): void } {
  const client = createDynamoClient({})
  const keys = createKeyRing({
    keys: createDynamoApiKeys({ client, tableName: appTable }),
    clock: systemClock,
  })
  return { keys, close: () => client.destroy() }
}
