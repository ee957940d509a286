import { randomUUID } from 'node:crypto'
import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import type { CacheItems, ItemKey } from '../../ports/cache-items.ts'
import type { Clock } from '../../ports/clock.ts'
import { createAnswerTable } from './answer-table.ts'
import { type Item, jsonOf, N, numberOf, packJson, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

/** DynamoDB takes items of 400 KB; the keys and the rest of the item fit in between. */
const MAX_VALUE_BYTES = 350_000
/** An item can go between a refusal and the look at it; more often than this it cannot be chance. */
const PUT_ATTEMPTS = 5
const SK = 'ITEM'

/** A partition key takes 2,048 bytes, so `key` must be short: a hash, where it is made of what people send. */
const pkOf = ({ kind, scope, key }: ItemKey) => partitionKey(kind, scope, key)

/** Small values in the cache table, one item each. TTL deletes late, so expiry is compared on every read. */
export function createDynamoCacheItems(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
}): CacheItems {
  const { client, clock } = options
  const table = createAnswerTable(options)

  const unexpiredValue = async (item: Item | undefined): Promise<unknown | undefined> =>
    numberOf(item, 'expiresAt') > clock.now() ? JSON.parse(await jsonOf(item, 'value')) : undefined

  const pack = async (value: unknown, expiresAt: number) => {
    const { attribute, bytes } = await packJson(value)
    const item = { value: attribute, expiresAt: N(expiresAt), ttl: N(Math.ceil(expiresAt / 1_000)) }
    return { item, isTooLarge: bytes > MAX_VALUE_BYTES }
  }

  return {
    async get(key, { consistent = false } = {}) {
      return unexpiredValue(await table.read(pkOf(key), SK, { consistent }))
    },

    async put(key, value, { expiresAt }) {
      const { item, isTooLarge } = await pack(value, expiresAt)
      if (isTooLarge) return 'too_large'
      await table.put(pkOf(key), SK, item)
      return 'stored'
    },

    async putIfAbsent(key, value, { expiresAt }) {
      const { item, isTooLarge } = await pack(value, expiresAt)
      if (isTooLarge) throw new IngotError('payload_too_large', 'The value is more than one item takes.')
      const pk = pkOf(key)
      // Tells our own item from another's when the SDK has sent it twice.
      const nonce = randomUUID()
      for (let attempt = 1; attempt <= PUT_ATTEMPTS; attempt += 1) {
        const outcome = await table.put(
          pk,
          SK,
          { ...item, nonce: S(nonce) },
          {
            expression: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
            values: { ':now': N(clock.now()) },
          },
        )
        if (outcome.kind === 'done') return { kind: 'stored' }
        const there = outcome.item ?? (await table.read(pk, SK, { consistent: true }))
        if (textOf(there, 'nonce') === nonce) return { kind: 'stored' }
        const taken = await unexpiredValue(there)
        if (taken !== undefined) return { kind: 'taken', value: taken }
      }
      throw new IngotError('store_unavailable', 'The item could not be read.')
    },

    async remove(key) {
      const Key = { pk: S(pkOf(key)), sk: S(SK) }
      await reply(client.send(new DeleteItemCommand({ TableName: table.TableName, Key })))
    },
  }
}
