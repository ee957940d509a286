import { DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { mapConcurrent } from '../../lib/map-concurrent.ts'
import { type Item, S } from './item.ts'
import { reply } from './map-error.ts'

const DELETES_AT_ONCE = 8

type Table = { client: DynamoDBClient; tableName: string }

/** The items of a partition, page by page. Strongly consistent. */
export async function* queryItems(
  { client, tableName }: Table,
  pk: string,
  { keysOnly = false }: { keysOnly?: boolean } = {},
): AsyncGenerator<Item> {
  let ExclusiveStartKey: Item | undefined
  do {
    const query = new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk', ...(keysOnly ? { '#sk': 'sk' } : {}) },
      ExpressionAttributeValues: { ':pk': S(pk) },
      ...(keysOnly ? { ProjectionExpression: '#pk, #sk' } : {}),
      ExclusiveStartKey,
    })
    const page = await reply(client.send(query))
    yield* page.Items ?? []
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
}

/** Deletes items by their keys. */
export async function deleteItems(
  { client, tableName }: Table,
  keys: readonly { pk: string; sk: string }[],
): Promise<void> {
  const remove = ({ pk, sk }: { pk: string; sk: string }) =>
    reply(client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: S(pk), sk: S(sk) } })))
  for await (const _ of mapConcurrent(keys, DELETES_AT_ONCE, remove));
}
