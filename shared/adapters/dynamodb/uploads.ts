import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { TABLE_NAMES } from '../../names.ts'
import type { Clock } from '../../ports/clock.ts'
import type { StoredUpload, UploadPlace, UploadRecord, Uploads } from '../../ports/uploads.ts'
import { type Item, N, numberOf, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { conditional, reply } from './map-error.ts'

/** Items looked at in one go by a scan. */
const PAGE = 100
/** Longer than any id. */
const BEFORE_ALL = '!'

const pkOf = (shelf: string) => S(partitionKey('UP', shelf))
const keyOf = ({ shelf, id }: UploadPlace) => ({ pk: pkOf(shelf), sk: S(id) })

/** Uploads in the app table, a partition for each collection; TTL deletes late, so expiry is compared. */
export function createDynamoUploads(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Pick<Clock, 'now'>
}): Uploads {
  const { client, tableName: TableName = TABLE_NAMES.app, clock } = options
  const isThere = ({ record }: StoredUpload) => record.expiresAt > clock.now()

  const put = async (record: UploadRecord, revision: number, condition: object) => {
    const Item = {
      ...keyOf(record),
      record: S(JSON.stringify(record)),
      revision: N(revision),
      ttl: N(Math.ceil(record.expiresAt / 1_000)),
    }
    const outcome = await conditional(client.send(new PutItemCommand({ TableName, Item, ...condition })))
    return outcome.kind === 'done' ? { record, revision } : ('changed' as const)
  }

  const ofRevision = (revision: number) => ({
    ConditionExpression: '#revision = :revision',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':revision': N(revision) },
  })

  return {
    async create(record) {
      await put(record, 1, {})
      return { record, revision: 1 }
    },

    async get(place) {
      const get = new GetItemCommand({ TableName, Key: keyOf(place), ConsistentRead: true })
      const { Item } = await reply(client.send(get))
      const stored = Item && storedOf(Item)
      return stored && isThere(stored) ? stored : undefined
    },

    replace: ({ revision }, record) => put(record, revision + 1, ofRevision(revision)),

    async remove({ record, revision }) {
      const remove = new DeleteItemCommand({ TableName, Key: keyOf(record), ...ofRevision(revision) })
      return (await conditional(client.send(remove))).kind === 'done' ? 'removed' : 'changed'
    },

    async list(shelf, { limit, after = BEFORE_ALL }) {
      const records: UploadRecord[] = []
      let ExclusiveStartKey: Item | undefined
      do {
        const query = new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: '#pk = :pk AND #sk > :after',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: { ':pk': pkOf(shelf), ':after': S(after) },
          ExclusiveStartKey,
          Limit: limit,
        })
        const page = await reply(client.send(query))
        const stored = (page.Items ?? []).map(storedOf).filter(isThere)
        records.push(...stored.map(({ record }) => record))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey && records.length < limit)
      return records.slice(0, limit)
    },

    async *all() {
      let ExclusiveStartKey: Item | undefined
      do {
        const scan = new ScanCommand({
          TableName,
          FilterExpression: 'begins_with(#pk, :prefix)',
          ExpressionAttributeNames: { '#pk': 'pk' },
          ExpressionAttributeValues: { ':prefix': pkOf('') },
          ExclusiveStartKey,
          Limit: PAGE,
        })
        const page = await reply(client.send(scan))
        yield* (page.Items ?? []).map(storedOf)
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
    },
  }
}

const storedOf = (item: Item): StoredUpload => ({
  record: JSON.parse(textOf(item, 'record')) as UploadRecord,
  revision: numberOf(item, 'revision'),
})
