import { QueryCommand } from '@aws-sdk/client-dynamodb'
import type { AnswerLog, LogRow, PositionedRow } from '../../ports/answer-log.ts'
import { type AnswerTable, LOG_KEPT_S, logPk, positionSk } from './answer-table.ts'
import { type Item, jsonOf, N, packJson, S, textOf } from './item.ts'
import { reply } from './map-error.ts'

/** The rows of a log, one item each, in a partition of their own. */
export function createLogRows<Event>(table: AnswerTable): Pick<AnswerLog<Event>, 'append' | 'readRows'> {
  const { client, TableName, nowS, unexpired } = table
  return {
    async append(log, position, row, { owner }) {
      const pk = logPk(log)
      const sk = positionSk(position)
      const { attribute } = await packJson(row)
      const item = { row: attribute, owner: S(owner), ttl: N(nowS() + LOG_KEPT_S) }
      const isFree = { expression: 'attribute_not_exists(#pk)', values: {} }
      const outcome = await table.put(pk, sk, item, isFree)
      if (outcome.kind === 'done') return 'appended'
      const there = outcome.item ?? (await table.read(pk, sk, { consistent: true }))
      const isOurs = textOf(there, 'owner') === owner && (await jsonOf(there, 'row')) === JSON.stringify(row)
      return isOurs ? 'appended' : 'taken'
    },

    async readRows(log, { after }) {
      const rows: PositionedRow<Event>[] = []
      let startKey: Item | undefined
      do {
        const page = await reply(
          client.send(
            new QueryCommand({
              TableName,
              ConsistentRead: true,
              KeyConditionExpression: '#pk = :pk AND #sk >= :from',
              ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
              ExpressionAttributeValues: { ':pk': S(logPk(log)), ':from': S(positionSk(after + 1)) },
              ExclusiveStartKey: startKey,
            }),
          ),
        )
        for (const item of page.Items ?? []) {
          const position = after + 1 + rows.length
          // A page of a query is no snapshot: a row may be missing before one that is already there.
          if (textOf(item, 'sk') !== positionSk(position) || !unexpired(item)) return rows
          rows.push({ position, row: JSON.parse(await jsonOf(item, 'row')) as LogRow<Event> })
        }
        startKey = page.LastEvaluatedKey
      } while (startKey !== undefined)
      return rows
    },
  }
}
