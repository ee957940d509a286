import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { SORT_KEYS, TABLE_NAMES } from '../../names.ts'
import type { AnswerAddress, AnswerLog, LogAddress, LogRow, PositionedRow } from '../../ports/answer-log.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Item, jsonOf, N, numberOf, packJson, S, textOf } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { conditional, reply } from './map-error.ts'

/** Logs and leases. A later fence comes from the clock, so it is above those of a lease that has gone. */
const LOG_KEPT_S = 24 * 3_600
const ANSWER_KEPT_S = 30 * 24 * 3_600

/** DynamoDB takes items of 400 KB; the rest of the item and its growth fit in between. */
const MAX_ANSWER_BYTES = 350_000

const answerPk = ({ scope, key }: AnswerAddress) => partitionKey('A', scope, key)
const logPk = ({ scope, key, fence }: LogAddress) => partitionKey('L', scope, key, fence)
const positionSk = (position: number) => padded(position, 6)

/** The answers' logs in DynamoDB or dynalite (docs/log-protocol.md). Every write is of one item. */
export function createDynamoAnswerLog<Event>(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
}): AnswerLog<Event> {
  const { client, tableName: TableName = TABLE_NAMES.cache, clock } = options
  const nowS = () => Math.floor(clock.now() / 1_000)
  /** TTL deletes late, so what has expired is compared away here. */
  const unexpired = (item: Item | undefined) =>
    item !== undefined && numberOf(item, 'ttl') > nowS() ? item : undefined

  const read = async (pk: string, sk: string) => {
    const get = new GetItemCommand({ TableName, Key: { pk: S(pk), sk: S(sk) }, ConsistentRead: true })
    return (await reply(client.send(get))).Item
  }

  return {
    async start(address, { owner, until }) {
      // Both fields are computed from the item as it was, so `fill` repeats the expression of `fence`.
      const { Attributes } = await reply(
        client.send(
          new UpdateItemCommand({
            TableName,
            Key: { pk: S(answerPk(address)), sk: S(SORT_KEYS.lease) },
            UpdateExpression:
              'SET #fence = if_not_exists(#fence, :seconds) + :one, #fill = if_not_exists(#fence, :seconds) + :one,' +
              ' #state = :filling, #owner = :owner, #until = :until, #ttl = :ttl',
            ExpressionAttributeNames: {
              '#fence': 'fence',
              '#fill': 'fill',
              '#state': 'state',
              '#owner': 'owner',
              '#until': 'until',
              '#ttl': 'ttl',
            },
            ExpressionAttributeValues: {
              ':seconds': N(nowS()),
              ':one': N(1),
              ':filling': S('filling'),
              ':owner': S(owner),
              ':until': N(until),
              ':ttl': N(nowS() + LOG_KEPT_S),
            },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      )
      return { fence: numberOf(Attributes, 'fence'), fill: numberOf(Attributes, 'fill') }
    },

    async readLease(address) {
      const item = unexpired(await read(answerPk(address), SORT_KEYS.lease))
      if (item === undefined) return undefined
      return {
        fence: numberOf(item, 'fence'),
        fill: numberOf(item, 'fill'),
        state: textOf(item, 'state') === 'done' ? 'done' : 'filling',
        owner: textOf(item, 'owner'),
        until: numberOf(item, 'until'),
      }
    },

    async append(log, position, row, { owner }) {
      const pk = logPk(log)
      const sk = positionSk(position)
      const { attribute } = await packJson(row)
      const put = new PutItemCommand({
        TableName,
        Item: { pk: S(pk), sk: S(sk), row: attribute, owner: S(owner), ttl: N(nowS() + LOG_KEPT_S) },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      })
      const outcome = await conditional(client.send(put))
      if (outcome.kind === 'done') return 'appended'
      const there = outcome.item ?? (await read(pk, sk))
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

    async materialise(address, { fence, fill, retrievedAt, events }) {
      const { attribute, bytes } = await packJson(events)
      if (bytes > MAX_ANSWER_BYTES) return 'too_large'
      const put = new PutItemCommand({
        TableName,
        Item: {
          pk: S(answerPk(address)),
          sk: S(SORT_KEYS.answer),
          fence: N(fence),
          fill: N(fill),
          retrievedAt: N(retrievedAt),
          events: attribute,
          ttl: N(nowS() + ANSWER_KEPT_S),
        },
        ConditionExpression: 'attribute_not_exists(#pk) OR #fence < :fence',
        ExpressionAttributeNames: { '#pk': 'pk', '#fence': 'fence' },
        ExpressionAttributeValues: { ':fence': N(fence) },
      })
      const outcome = await conditional(client.send(put))
      return outcome.kind === 'done' ? 'stored' : 'superseded'
    },

    async readAnswer(address) {
      const item = unexpired(await read(answerPk(address), SORT_KEYS.answer))
      if (item === undefined) return undefined
      if (item['purged'] !== undefined) return { purged: true, fence: numberOf(item, 'fence') }
      return {
        fence: numberOf(item, 'fence'),
        fill: numberOf(item, 'fill'),
        retrievedAt: numberOf(item, 'retrievedAt'),
        events: JSON.parse(await jsonOf(item, 'events')) as Event[],
      }
    },

    async purge(address, { fence }) {
      const put = new PutItemCommand({
        TableName,
        Item: {
          pk: S(answerPk(address)),
          sk: S(SORT_KEYS.answer),
          purged: { BOOL: true },
          fence: N(fence),
          ttl: N(nowS() + ANSWER_KEPT_S),
        },
        ConditionExpression: 'attribute_not_exists(#pk) OR #fence <= :fence',
        ExpressionAttributeNames: { '#pk': 'pk', '#fence': 'fence' },
        ExpressionAttributeValues: { ':fence': N(fence) },
      })
      const outcome = await conditional(client.send(put))
      return outcome.kind === 'done' ? 'purged' : 'superseded'
    },

    async release(log, { owner }) {
      const update = new UpdateItemCommand({
        TableName,
        Key: { pk: S(answerPk(log)), sk: S(SORT_KEYS.lease) },
        UpdateExpression: 'SET #state = :done',
        ConditionExpression: '#owner = :owner AND #fence = :fence',
        ExpressionAttributeNames: { '#state': 'state', '#owner': 'owner', '#fence': 'fence' },
        ExpressionAttributeValues: { ':done': S('done'), ':owner': S(owner), ':fence': N(log.fence) },
      })
      const outcome = await conditional(client.send(update))
      return outcome.kind === 'done' ? 'released' : 'superseded'
    },
  }
}
