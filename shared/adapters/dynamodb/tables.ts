import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import { TABLE_NAMES } from '../../names.ts'
import { mapStoreError, reply } from './map-error.ts'

const POLL_MS = 50
const ACTIVE_WITHIN_MS = 30_000

/** Creates the cache and the app table where they are absent (local use; on AWS the stacks do it). */
export async function createTables(client: DynamoDBClient): Promise<void> {
  await Promise.all(Object.values(TABLE_NAMES).map((name) => createTable(client, name)))
}

async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    )
  } catch (thrown) {
    // It is there, or another process is creating it now.
    if (!(thrown instanceof ResourceInUseException)) throw mapStoreError(thrown)
  }
  const giveUpAt = Date.now() + ACTIVE_WITHIN_MS
  while (!(await isActive(client, name))) {
    if (Date.now() > giveUpAt) {
      throw new IngotError('store_unavailable', `The table ${name} did not become active.`)
    }
    await sleep(POLL_MS)
  }
}

async function isActive(client: DynamoDBClient, name: string): Promise<boolean> {
  const { Table } = await reply(client.send(new DescribeTableCommand({ TableName: name })))
  return Table?.TableStatus === 'ACTIVE'
}
