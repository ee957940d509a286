import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Dependent, Provenance, SourceName } from '../../ports/provenance.ts'
import { createAnswerTable } from './answer-table.ts'
import { type Item, N, numberOf, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

/** Nothing in the cache that is made from a source is kept longer. */
const KEPT_S = 31 * 24 * 3_600
/** Nor is a thread's copy of an answer longer than this (`THREADS_DAYS_AT_MOST`). */
const MARK_KEPT_S = 400 * 24 * 3_600
/** Sorts before every dependent, whose sort keys begin with a letter. */
const MARK_SK = '!'
/** What one BatchGetItem takes. */
const KEYS_AT_ONCE = 100
const READ_ATTEMPTS = 8
const FIRST_BACKOFF_MS = 25
const MAX_BACKOFF_MS = 800
const PURGE_ATTEMPTS = 5

/** A sort key takes 1,024 bytes, a partition key 2,048. */
const MAX_KEY_BYTES = 1_000
/** What is longer is hashed; nothing else has keys of this kind. */
const bounded = (key: string) =>
  Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : partitionKey('H', sha256Hex(key))

const sourcePk = (source: SourceName) => bounded(partitionKey('S', source))

const dependentSk = (dependent: Dependent) => {
  const { kind, scope, key } =
    dependent.kind === 'answer' ? { kind: 'A', ...dependent.address } : dependent.key
  return bounded(partitionKey(kind, scope, key))
}

/** A partition for each source: its mark, and a row for each thing made from it. */
export function createDynamoProvenance(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
}): Provenance {
  const { client, clock } = options
  const table = createAnswerTable(options)
  const { TableName, nowS, unexpired } = table

  const readBatch = async (pks: readonly string[]): Promise<Item[]> => {
    const found: Item[] = []
    let Keys: Item[] = pks.map((pk) => ({ pk: S(pk), sk: S(MARK_SK) }))
    for (let attempt = 0; attempt < READ_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await clock.sleep(Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), MAX_BACKOFF_MS))
      const RequestItems = { [TableName]: { Keys, ConsistentRead: true } }
      const { Responses, UnprocessedKeys } = await reply(
        client.send(new BatchGetItemCommand({ RequestItems })),
      )
      found.push(...(Responses?.[TableName] ?? []))
      Keys = UnprocessedKeys?.[TableName]?.Keys ?? []
      if (Keys.length === 0) return found
    }
    throw new IngotError('store_unavailable', 'The store left part of a reading undone.')
  }

  return {
    async record(sources, dependent) {
      const sk = dependentSk(dependent)
      const row = { dependent: S(JSON.stringify(dependent)), ttl: N(nowS() + KEPT_S) }
      await Promise.all([...new Set(sources)].map((source) => table.put(sourcePk(source), sk, row)))
    },

    async marks(sources) {
      const byPk = new Map(sources.map((source) => [sourcePk(source), source]))
      const pks = [...byPk.keys()]
      const marks = new Map<SourceName, number>()
      for (let from = 0; from < pks.length; from += KEYS_AT_ONCE) {
        for (const item of await readBatch(pks.slice(from, from + KEYS_AT_ONCE))) {
          const source = byPk.get(textOf(item, 'pk'))
          if (source !== undefined && unexpired(item)) marks.set(source, numberOf(item, 'purgedAt'))
        }
      }
      return marks
    },

    async purge(source, { at }) {
      const pk = sourcePk(source)
      const values = { ':at': N(at), ':ttl': N(nowS() + MARK_KEPT_S) }
      for (let attempt = 1; attempt <= PURGE_ATTEMPTS; attempt += 1) {
        const isLower = 'attribute_not_exists(#purgedAt) OR #purgedAt < :at'
        const set = await table.update(pk, MARK_SK, 'SET #purgedAt = :at, #ttl = :ttl', isLower, values)
        if (set.kind === 'done') return
        const next = 'SET #purgedAt = #purgedAt + :one, #ttl = :ttl'
        const raised = await table.update(pk, MARK_SK, next, '#purgedAt >= :at', { ...values, ':one': N(1) })
        if (raised.kind === 'done') return
        // The mark went in between.
      }
      throw new IngotError('store_unavailable', 'The source could not be marked as purged.')
    },

    async *dependents(source) {
      let startKey: Item | undefined
      do {
        const page = await reply(
          client.send(
            new QueryCommand({
              TableName,
              ConsistentRead: true,
              KeyConditionExpression: '#pk = :pk AND #sk > :mark',
              ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
              ExpressionAttributeValues: { ':pk': S(sourcePk(source)), ':mark': S(MARK_SK) },
              ExclusiveStartKey: startKey,
            }),
          ),
        )
        for (const item of page.Items ?? []) {
          if (unexpired(item)) yield JSON.parse(textOf(item, 'dependent')) as Dependent
        }
        startKey = page.LastEvaluatedKey
      } while (startKey !== undefined)
    },
  }
}
