import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../ports/clock.ts'
import type { ListName, ListRow, SharedLists } from '../../ports/shared-lists.ts'
import { createAnswerTable } from './answer-table.ts'
import { type Item, jsonOf, N, numberOf, packJson, S, textOf } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

/** Of the milliseconds in a sort key. */
const DIGITS = 15

const pkOf = ({ scope, name }: ListName) => partitionKey('V', scope, name)

/** A partition of the cache table for each list, a row for each item; TTL deletes late, so expiry is compared. */
export function createDynamoSharedLists(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
}): SharedLists {
  const { clock } = options
  const table = createAnswerTable(options)
  return {
    async append(list, { at, id, value }, { expiresAt }) {
      const { attribute } = await packJson(value)
      const item = { value: attribute, expiresAt: N(expiresAt), ttl: N(Math.ceil(expiresAt / 1_000)) }
      await table.put(pkOf(list), `${padded(at, DIGITS)}#${id}`, item)
    },

    async read(list, { since, limit }) {
      const rows: ListRow[] = []
      let startKey: Item | undefined
      do {
        const page = await reply(
          table.client.send(
            new QueryCommand({
              TableName: table.TableName,
              KeyConditionExpression: '#pk = :pk AND #sk >= :since',
              ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
              ExpressionAttributeValues: { ':pk': S(pkOf(list)), ':since': S(padded(since, DIGITS)) },
              ScanIndexForward: false,
              Limit: limit - rows.length,
              ExclusiveStartKey: startKey,
            }),
          ),
        )
        for (const item of page.Items ?? []) {
          if (numberOf(item, 'expiresAt') <= clock.now()) continue
          const sk = textOf(item, 'sk')
          const value: unknown = JSON.parse(await jsonOf(item, 'value'))
          rows.push({ at: Number(sk.slice(0, DIGITS)), id: sk.slice(DIGITS + 1), value })
        }
        startKey = page.LastEvaluatedKey
      } while (startKey !== undefined && rows.length < limit)
      return rows.reverse()
    },
  }
}
