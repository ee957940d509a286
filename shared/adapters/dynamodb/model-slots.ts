import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../ports/clock.ts'
import { type ModelSlots, SLOT_SKEW_MS } from '../../ports/model-slots.ts'
import { createAnswerTable } from './answer-table.ts'
import { type Item, N, numberOf, S, textOf } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

/** Longer than any stream; only to clean up. */
const KEPT_S = 3_600

/** One small item a slot in the cache table, taken by a conditional write. */
export function createDynamoModelSlots(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
  /** Where the look for a free slot begins, 0 to 1. Default: `Math.random`. */
  random?: () => number
}): ModelSlots {
  const { client, random = Math.random } = options
  const table = createAnswerTable(options)
  const pkOf = (model: string) => partitionKey('M', model)
  const skOf = (slot: number) => padded(slot, 3)
  const isHeld = (item: Item) => numberOf(item, 'until') + SLOT_SKEW_MS >= table.nowMs()

  const readAll = async (model: string): Promise<Item[]> => {
    const query = new QueryCommand({
      TableName: table.TableName,
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': S(pkOf(model)) },
    })
    return (await reply(client.send(query))).Items ?? []
  }

  const tryToTake = async (
    model: string,
    slot: number,
    { owner, until }: { owner: string; until: number },
  ) => {
    const outcome = await table.put(
      pkOf(model),
      skOf(slot),
      { owner: S(owner), until: N(until), ttl: N(table.nowS() + KEPT_S) },
      {
        expression: 'attribute_not_exists(#pk) OR #until < :gone OR #owner = :owner',
        values: { ':gone': N(table.nowMs() - SLOT_SKEW_MS), ':owner': S(owner) },
      },
    )
    return outcome.kind === 'done'
  }

  return {
    async take(model, { limit, owner, until }) {
      // Most often there is room: one call, at a slot by chance, so that processes do not meet at the first.
      const guess = Math.floor(random() * limit)
      if (await tryToTake(model, guess, { owner, until })) return { kind: 'taken', slot: guess }
      const held = new Map((await readAll(model)).map((item) => [textOf(item, 'sk'), item]))
      const begin = Math.floor(random() * limit)
      for (let n = 0; n < limit; n += 1) {
        const slot = (begin + n) % limit
        const item = held.get(skOf(slot))
        if (item && isHeld(item) && textOf(item, 'owner') !== owner) continue
        if (await tryToTake(model, slot, { owner, until })) return { kind: 'taken', slot }
      }
      return { kind: 'full' }
    },

    async renew(model, { slot, owner, until }) {
      const outcome = await table.update(
        pkOf(model),
        skOf(slot),
        'SET #until = :until, #ttl = :ttl',
        '#owner = :owner AND #until > :zero',
        { ':until': N(until), ':ttl': N(table.nowS() + KEPT_S), ':owner': S(owner), ':zero': N(0) },
      )
      return outcome.kind === 'done' ? 'renewed' : 'lost'
    },

    async release(model, { slot, owner }) {
      // Not deleted: the condition of a late renewal must not find it absent and old.
      await table.update(pkOf(model), skOf(slot), 'SET #until = :zero', '#owner = :owner', {
        ':zero': N(0),
        ':owner': S(owner),
      })
    },

    inUse: async (model) => (await readAll(model)).filter(isHeld).length,
  }
}
