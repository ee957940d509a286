import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import { TABLE_NAMES } from '../../names.ts'
import type { Clock } from '../../ports/clock.ts'
import { isHeldBy, type Quotas } from '../../ports/quotas.ts'
import { createAnswerTable } from './answer-table.ts'
import { N, numberOf, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'

const ATTEMPTS = 30
const BACKOFF_AT_MOST_MS = 50
const PLACES_SK = 'PLACES'

type Holders = Record<string, { count: number; until: number }>

/**
 * Quotas in the app table, one item an account and policy: a new window begins over the old one's numbers, so
 * nothing has to be cleaned up. A write that the SDK sends twice takes a block that nobody uses, never one twice.
 */
export function createDynamoQuotas(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
  /** For the jitter between two attempts. Default: `Math.random`. */
  random?: () => number
}): Quotas {
  const { client, tableName = TABLE_NAMES.app, clock, random = Math.random } = options
  const table = createAnswerTable({ client, tableName, clock })
  const pkOf = (account: string) => partitionKey('Q', account)
  const pause = (attempt: number) => clock.sleep(random() * Math.min(BACKOFF_AT_MOST_MS, 2 * attempt))
  const tooMany = () => new IngotError('store_unavailable', 'Too many change this quota at once.')

  return {
    async take({ account, policy, start }, { wanted: asked, limit }) {
      const [pk, sk] = [pkOf(account), policy]
      let wanted = Math.min(asked, limit)
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const values = { ':wanted': N(wanted), ':start': N(start) }
        const within = await table.update(
          ...([pk, sk, 'ADD #used :wanted', '#start >= :start AND #used <= :room'] as const),
          { ...values, ':room': N(limit - wanted) },
        )
        if (within.kind === 'done') return { from: numberOf(within.item, 'used') - wanted, taken: wanted }
        const begun = await table.update(
          ...([pk, sk, 'SET #start = :start, #used = :wanted'] as const),
          'attribute_not_exists(#pk) OR #start < :start',
          values,
        )
        if (begun.kind === 'done') return { from: 0, taken: wanted }
        const used = numberOf(await table.read(pk, sk, { consistent: true }), 'used')
        if (used >= limit) return { from: used, taken: 0 }
        wanted = Math.min(asked, limit - used)
        await pause(attempt)
      }
      throw tooMany()
    },

    async hold(account, { owner, wanted, limit, until }) {
      const pk = pkOf(account)
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const item = await table.read(pk, PLACES_SK, { consistent: true })
        const holders = JSON.parse(textOf(item, 'holders') || '{}') as Holders
        const kept = Object.entries(holders).filter(
          ([name, holder]) => name !== owner && isHeldBy(holder, clock.now()),
        )
        const others = kept.reduce((sum, [, { count }]) => sum + count, 0)
        const held = Math.max(0, Math.min(wanted, limit - others))
        const next = Object.fromEntries(held > 0 ? [...kept, [owner, { count: held, until }]] : kept)
        const version = item ? numberOf(item, 'version') : 0
        const attributes = { holders: S(JSON.stringify(next)), version: N(version + 1) }
        const condition = item
          ? { expression: '#version = :before', values: { ':before': N(version) } }
          : { expression: 'attribute_not_exists(#pk)', values: {} }
        const outcome = await table.put(pk, PLACES_SK, attributes, condition)
        if (outcome.kind === 'done') return { held, others }
        await pause(attempt)
      }
      throw tooMany()
    },
  }
}
