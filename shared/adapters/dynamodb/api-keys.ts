import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { TABLE_NAMES } from '../../names.ts'
import type { ApiKeyRecord, ApiKeys } from '../../ports/api-keys.ts'
import { type Item, N, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { conditional, reply } from './map-error.ts'

const PK = S(partitionKey('K'))

/**
 * Keys in the app table, in one partition, which DynamoDB splits by sort key when it is hot: each process asks
 * for a key that it sees once in a few seconds.
 */
export function createDynamoApiKeys(options: { client: DynamoDBClient; tableName?: string }): ApiKeys {
  const { client, tableName: TableName = TABLE_NAMES.app } = options
  return {
    async get(id) {
      const Key = { pk: PK, sk: S(id) }
      const { Item } = await reply(client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true })))
      return Item && recordOf(Item)
    },

    async put(record) {
      const { id, version } = record
      const put = new PutItemCommand({
        TableName,
        Item: { pk: PK, sk: S(id), version: N(version), record: S(JSON.stringify(record)) },
        ...(version === 1
          ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
          : {
              ConditionExpression: '#version = :before',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':before': N(version - 1) },
            }),
      })
      if ((await conditional(client.send(put))).kind === 'done') return 'stored'
      // A put that the SDK sent twice, since the reply to the first was lost, is refused by itself.
      const { Item } = await reply(
        client.send(new GetItemCommand({ TableName, Key: { pk: PK, sk: S(id) }, ConsistentRead: true })),
      )
      return Item && textOf(Item, 'record') === JSON.stringify(record) ? 'stored' : 'conflict'
    },

    async list({ limit, cursor }) {
      const { Items = [], LastEvaluatedKey } = await reply(
        client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk',
            ExpressionAttributeNames: { '#pk': 'pk' },
            ExpressionAttributeValues: { ':pk': PK },
            // An empty one is the first page, as everywhere.
            ExclusiveStartKey: cursor ? { pk: PK, sk: S(cursor) } : undefined,
            Limit: limit,
          }),
        ),
      )
      return { keys: Items.map(recordOf), nextCursor: LastEvaluatedKey?.['sk']?.S ?? null }
    },
  }
}

const recordOf = (item: Item) => JSON.parse(textOf(item, 'record')) as ApiKeyRecord
