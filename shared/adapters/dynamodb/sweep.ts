import { DeleteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../ports/clock.ts'
import { type Item, N } from './item.ts'
import { conditional, reply } from './map-error.ts'

/** Items looked at in one go: answers are long, and a local store serves its readers from the same process. */
const PAGE = 50

/**
 * Deletes the items whose `ttl` has passed, for stores that do not do so themselves, and returns how many.
 * An item that was renewed meanwhile stays. An aborted signal ends it early, between two calls.
 */
export async function sweepExpired(options: {
  client: DynamoDBClient
  tableName: string
  clock: Pick<Clock, 'now'>
  signal?: AbortSignal
}): Promise<number> {
  const { client, tableName: TableName, clock, signal } = options
  const hasExpired = {
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':now': N(Math.floor(clock.now() / 1_000)) },
  }

  const expiredAfter = (startKey: Item | undefined) =>
    reply(
      client.send(
        new ScanCommand({
          TableName,
          Limit: PAGE,
          ProjectionExpression: '#pk, #sk',
          FilterExpression: '#ttl <= :now',
          ...hasExpired,
          ExpressionAttributeNames: { ...hasExpired.ExpressionAttributeNames, '#pk': 'pk', '#sk': 'sk' },
          ExclusiveStartKey: startKey,
        }),
      ),
    )

  let deleted = 0
  let startKey: Item | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await expiredAfter(startKey)
    for (const Key of Items) {
      if (signal?.aborted) return deleted
      const remove = new DeleteItemCommand({
        TableName,
        Key,
        ConditionExpression: '#ttl <= :now',
        ...hasExpired,
      })
      if ((await conditional(client.send(remove))).kind === 'done') deleted += 1
    }
    startKey = LastEvaluatedKey
  } while (startKey !== undefined && !signal?.aborted)
  return deleted
}
