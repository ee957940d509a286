import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { TABLE_NAMES } from '../../names.ts'
import type { AnswerAddress, LogAddress } from '../../ports/answer-log.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Item, numberOf, S } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { conditional, reply } from './map-error.ts'

/** Logs and leases. A later fence comes from the clock, so it is above those of a lease that has gone. */
export const LOG_KEPT_S = 24 * 3_600

export const answerPk = ({ scope, key }: AnswerAddress) => partitionKey('A', scope, key)
export const logPk = ({ scope, key, fence }: LogAddress) => partitionKey('L', scope, key, fence)
export const positionSk = (position: number) => padded(position, 6)

/** A condition or an update; a name `x` is written `#x` in it, a value `:x`. */
export type Expression = { expression: string; values: Item }

const namesIn = (...expressions: string[]) =>
  Object.fromEntries(expressions.flatMap((text) => text.match(/#\w+/g) ?? []).map((it) => [it, it.slice(1)]))

/** Single-item calls on the cache table, which is all that the protocol needs. */
export function createAnswerTable(options: { client: DynamoDBClient; tableName?: string; clock: Clock }) {
  const { client, tableName: TableName = TABLE_NAMES.cache, clock } = options
  const nowMs = () => clock.now()
  const nowS = () => Math.floor(nowMs() / 1_000)
  /** TTL deletes late, so what has expired is compared away here. */
  const unexpired = (item: Item | undefined) =>
    item !== undefined && numberOf(item, 'ttl') > nowS() ? item : undefined
  /** AWS sends the item in the way when it is asked to; dynalite never does. */
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD' as const

  return {
    client,
    TableName,
    nowMs,
    nowS,
    unexpired,
    /** The item as it is, expired or not. */
    async read(pk: string, sk: string, { consistent }: { consistent: boolean }): Promise<Item | undefined> {
      const Key = { pk: S(pk), sk: S(sk) }
      return (await reply(client.send(new GetItemCommand({ TableName, Key, ConsistentRead: consistent }))))
        .Item
    },
    put(pk: string, sk: string, attributes: Item, condition?: Expression) {
      const Item = { ...attributes, pk: S(pk), sk: S(sk) }
      if (!condition) return conditional(client.send(new PutItemCommand({ TableName, Item })))
      const { expression, values } = condition
      const call = new PutItemCommand({
        TableName,
        Item,
        ConditionExpression: expression,
        ExpressionAttributeNames: namesIn(expression),
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
        ReturnValuesOnConditionCheckFailure,
      })
      return conditional(client.send(call))
    },
    /** The item's new attributes, or what stood in the way. */
    async update(pk: string, sk: string, update: string, condition: string, values: Item) {
      let updated: Item = {}
      const call = new UpdateItemCommand({
        TableName,
        Key: { pk: S(pk), sk: S(sk) },
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeNames: namesIn(update, condition),
        ExpressionAttributeValues: values,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure,
      })
      const sent = client.send(call).then(({ Attributes = {} }) => {
        updated = Attributes
      })
      const outcome = await conditional(sent)
      return outcome.kind === 'done' ? { kind: 'done' as const, item: updated } : outcome
    },
  }
}
export type AnswerTable = ReturnType<typeof createAnswerTable>
