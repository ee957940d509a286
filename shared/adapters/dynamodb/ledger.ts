import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { TABLE_NAMES } from '../../names.ts'
import { LEDGER_COUNTS, type Ledger, type LedgerRow } from '../../ports/ledger.ts'
import { deleteItems, queryItems } from './delete-items.ts'
import { type Item, N, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

const DAY_S = 86_400
const SEPARATOR = '#'
/** The next character. */
const AFTER_SEPARATOR = '$'

/**
 * The ledger in the app table, one item an account, day and model. As with the counters, an addition that the
 * SDK sends twice after a network fault counts twice.
 */
export function createDynamoLedger(options: {
  client: DynamoDBClient
  tableName?: string
  /** For how many days after its own a row is kept. */
  keptDays: number
}): Ledger {
  const { client, tableName: TableName = TABLE_NAMES.app } = options
  const pkOf = (account: string) => S(partitionKey('U', account))
  return {
    async add({ account, day, model, counts }) {
      const added = LEDGER_COUNTS.filter((name) => (counts[name] ?? 0) !== 0)
      if (added.length === 0) return
      const update = new UpdateItemCommand({
        TableName,
        Key: { pk: pkOf(account), sk: S(`${day}${SEPARATOR}${model}`) },
        UpdateExpression: `SET #ttl = :ttl ADD ${added.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries([...added, 'ttl'].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ':ttl': N(Date.parse(day) / 1_000 + (options.keptDays + 1) * DAY_S),
          ...Object.fromEntries(added.map((name) => [`:${name}`, N(counts[name] ?? 0)])),
        },
      })
      await reply(client.send(update))
    },

    async read(account, { from, to }) {
      const rows: LedgerRow[] = []
      let ExclusiveStartKey: Item | undefined
      do {
        const query = new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: {
            ':pk': pkOf(account),
            ':from': S(`${from}${SEPARATOR}`),
            ':to': S(`${to}${AFTER_SEPARATOR}`),
          },
          ExclusiveStartKey,
        })
        const page = await reply(client.send(query))
        rows.push(...(page.Items ?? []).map((item) => toRow(account, item)))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      return rows
    },

    async forget(account, { before }) {
      const pk = partitionKey('U', account)
      const keys: { pk: string; sk: string }[] = []
      for await (const item of queryItems({ client, tableName: TableName }, pk, { keysOnly: true })) {
        const sk = textOf(item, 'sk')
        if (sk < before) keys.push({ pk, sk })
      }
      await deleteItems({ client, tableName: TableName }, keys)
    },
  }
}

function toRow(account: string, item: Item): LedgerRow {
  const [day = '', ...model] = textOf(item, 'sk').split(SEPARATOR)
  const counts = LEDGER_COUNTS.flatMap((name) =>
    item[name]?.N === undefined ? [] : [[name, Number(item[name].N)]],
  )
  return { account, day, model: model.join(SEPARATOR), counts: Object.fromEntries(counts) }
}
