import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { COUNTER_NAMES } from '../../metrics/definitions.ts'
import { TABLE_NAMES } from '../../names.ts'
import type { CounterRow, Counters } from '../../ports/counters.ts'
import { type Item, N, S, textOf } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const KEPT_S = 400 * 24 * 3_600

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
const dayPk = (at: number) => S(partitionKey('C', dayOf(at)))
const rowSk = ({ hour, freshness }: CounterRow) =>
  S(`${padded(new Date(hour).getUTCHours(), 2)}#${freshness}`)

/**
 * Counters in the cache table, one item an hour and freshness class. An addition whose reply was lost is
 * sent again by the SDK, and only a transaction, at twice the price, could tell: after a network fault the
 * figures may be a little high.
 */
export function createDynamoCounters(options: { client: DynamoDBClient; tableName?: string }): Counters {
  const { client, tableName: TableName = TABLE_NAMES.cache } = options

  /** A day is one page: 24 hours of 5 items, each far below 1 KB. */
  const readDay = async (day: number): Promise<CounterRow[]> => {
    const query = new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': dayPk(day) },
    })
    const { Items = [] } = await reply(client.send(query))
    return Items.map((item) => toRow(day, item))
  }

  return {
    async add(row) {
      const added = COUNTER_NAMES.filter((name) => (row.counts[name] ?? 0) !== 0)
      if (added.length === 0) return
      const update = new UpdateItemCommand({
        TableName,
        Key: { pk: dayPk(row.hour), sk: rowSk(row) },
        UpdateExpression: `SET #ttl = :ttl ADD ${added.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: {
          '#ttl': 'ttl',
          ...Object.fromEntries(added.map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':ttl': N(Math.floor(row.hour / 1_000) + KEPT_S),
          ...Object.fromEntries(added.map((name) => [`:${name}`, N(row.counts[name] ?? 0)])),
        },
      })
      await reply(client.send(update))
    },

    async read({ from, to }) {
      const days: number[] = []
      for (let day = Math.floor(from / DAY_MS) * DAY_MS; day <= to; day += DAY_MS) days.push(day)
      const rows = (await Promise.all(days.map(readDay))).flat()
      return rows.filter(({ hour }) => hour > from - HOUR_MS && hour <= to)
    },
  }
}

function toRow(day: number, item: Item): CounterRow {
  const [hour = '', freshness = ''] = textOf(item, 'sk').split('#')
  const counts = COUNTER_NAMES.flatMap((name) =>
    item[name]?.N === undefined ? [] : [[name, Number(item[name].N)]],
  )
  return {
    hour: day + Number(hour) * HOUR_MS,
    freshness: freshness as CounterRow['freshness'],
    counts: Object.fromEntries(counts),
  }
}
