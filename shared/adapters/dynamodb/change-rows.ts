import { randomUUID } from 'node:crypto'
import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import type { CollectionTotals } from '../../lib/document-quota.ts'
import type { ChangeRow, DocumentChange } from '../../ports/documents.ts'
import { type Item, jsonOf, N, numberOf, packJson, S, textOf } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { conditional, reply } from './map-error.ts'

/** DynamoDB takes items of 400 KB. */
const MAX_ROW_BYTES = 380_000

export const collectionPk = (collection: string) => S(partitionKey('C', collection))

const versionSk = (version: number) => S(`V#${padded(version, 10)}`)
const LAST_SK = S('V#9999999999')

/** The change rows of a collection: written once, without gaps; each tells what the collection holds with it. */
export function createChangeRows({
  client,
  tableName: TableName,
}: {
  client: DynamoDBClient
  tableName: string
}) {
  const query = (collection: string, from: number, options: { last?: true; startKey?: Item | undefined }) =>
    reply(
      client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: {
            ':pk': collectionPk(collection),
            ':from': versionSk(from),
            ':to': LAST_SK,
          },
          ExclusiveStartKey: options.startKey,
          ...(options.last ? { ScanIndexForward: false, Limit: 1 } : {}),
        }),
      ),
    )

  return {
    /** Version 0 when there is no row. A row of an earlier version does not tell what the collection holds. */
    async last(collection: string): Promise<{ version: number; totals: CollectionTotals | undefined }> {
      const [item] = (await query(collection, 0, { last: true })).Items ?? []
      if (item === undefined) return { version: 0, totals: { documents: 0, bytes: 0 } }
      const totals = { documents: numberOf(item, 'documents'), bytes: numberOf(item, 'bytes') }
      return { version: versionOf(item), totals: item['documents'] ? totals : undefined }
    },

    async *after(collection: string, after: number): AsyncGenerator<ChangeRow> {
      let startKey: Item | undefined
      do {
        const page = await query(collection, after + 1, { startKey })
        for (const item of page.Items ?? []) {
          const changes = JSON.parse(await jsonOf(item, 'changes')) as DocumentChange[]
          yield { version: versionOf(item), changes }
        }
        startKey = page.LastEvaluatedKey
      } while (startKey !== undefined)
    },

    /** `taken`: somebody else's row has this version. */
    async put(
      collection: string,
      { version, changes }: ChangeRow,
      totals: CollectionTotals,
    ): Promise<'put' | 'taken'> {
      const { attribute, bytes } = await packJson(changes)
      if (bytes > MAX_ROW_BYTES) {
        throw new IngotError('payload_too_large', 'The changes are more than one commit takes: send fewer.')
      }
      const pk = collectionPk(collection)
      const sk = versionSk(version)
      // Tells our own row from another's when the SDK has sent it twice.
      const commit = randomUUID()
      const outcome = await conditional(
        client.send(
          new PutItemCommand({
            TableName,
            Item: {
              ...{ pk, sk, changes: attribute, commit: S(commit) },
              documents: N(totals.documents),
              bytes: N(totals.bytes),
            },
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': 'pk' },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      )
      if (outcome.kind === 'done') return 'put'
      const get = new GetItemCommand({ TableName, Key: { pk, sk }, ConsistentRead: true })
      const there = outcome.item ?? (await reply(client.send(get))).Item
      return textOf(there, 'commit') === commit ? 'put' : 'taken'
    },
  }
}

const versionOf = (item: Item) => Number(textOf(item, 'sk').slice('V#'.length))
