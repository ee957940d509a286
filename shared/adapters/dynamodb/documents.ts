import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { IngotError } from '../../errors.ts'
import { type CollectionTotals, checkQuota } from '../../lib/document-quota.ts'
import { mapConcurrent } from '../../lib/map-concurrent.ts'
import { TABLE_NAMES } from '../../names.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ChangeRow, DocumentChange, DocumentRecord, Documents } from '../../ports/documents.ts'
import { collectionPk, createChangeRows } from './change-rows.ts'
import { type Item, N, numberOf, S, textOf } from './item.ts'
import { conditional, reply } from './map-error.ts'

const COMMIT_ATTEMPTS = 40
const MAX_BACKOFF_MS = 200

/** How many items of one row are read or written at once. */
const READS_AT_ONCE = 16
const WRITES_AT_ONCE = 8
/** Documents that are counted in one go. */
const PAGE = 500

const APPLIED_SK = S('APPLIED')
const DOCUMENT_PREFIX = 'D#'
const documentSk = (id: string) => S(`${DOCUMENT_PREFIX}${id}`)

/**
 * Collections in the app table. A commit puts its row, then copies the changes to one item a document;
 * `APPLIED` holds the version up to which this was done. An item is only replaced by a later version, so
 * it does not matter who copies, nor how often.
 */
export function createDynamoDocuments(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
}): Documents {
  const { client, tableName: TableName = TABLE_NAMES.app, clock } = options
  const rows = createChangeRows({ client, tableName: TableName })

  const read = async (collection: string, sk: Item[string]) => {
    const Key = { pk: collectionPk(collection), sk }
    return (await reply(client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true })))).Item
  }

  const putIfNewer = (collection: string, version: number, item: Item) =>
    conditional(
      client.send(
        new PutItemCommand({
          TableName,
          Item: { ...item, pk: collectionPk(collection), version: N(version) },
          ConditionExpression: 'attribute_not_exists(#pk) OR #version < :version',
          ExpressionAttributeNames: { '#pk': 'pk', '#version': 'version' },
          ExpressionAttributeValues: { ':version': N(version) },
        }),
      ),
    )

  /** Rows must come in order and begin right after what is applied. */
  const apply = async (collection: string, changed: AsyncIterable<ChangeRow> | Iterable<ChangeRow>) => {
    let applied: number | undefined
    for await (const { version, changes } of changed) {
      const items = itemsOf(changes)
      for (let from = 0; from < items.length; from += WRITES_AT_ONCE) {
        const batch = items.slice(from, from + WRITES_AT_ONCE)
        await Promise.all(batch.map((item) => putIfNewer(collection, version, item)))
      }
      applied = version
    }
    if (applied !== undefined) await putIfNewer(collection, applied, { sk: APPLIED_SK })
  }

  /** Brings the items up to the last row, which a writer that died has left out; returns what is known of it. */
  const catchUp = async (collection: string) => {
    const [last, item] = await Promise.all([rows.last(collection), read(collection, APPLIED_SK)])
    const applied = item === undefined ? 0 : numberOf(item, 'version')
    if (applied < last.version) await apply(collection, rows.after(collection, applied))
    return last
  }

  const countAll = async (collection: string): Promise<CollectionTotals> => {
    const counted = { documents: 0, bytes: 0 }
    for await (const document of documentsAfter(collection, undefined, PAGE)) add(counted, document, 1)
    return counted
  }

  /** What the collection holds with the changes, if nobody commits meanwhile: then the row is taken. */
  const totalsWith = async (
    collection: string,
    before: CollectionTotals,
    changes: readonly DocumentChange[],
  ) => {
    const after = { ...before }
    const last = new Map(changes.map((change) => [idOf(change), change]))
    const settle = async (change: DocumentChange) => {
      const there = recordOf(await read(collection, documentSk(idOf(change))))
      if (there) add(after, there, -1)
      if (change.kind === 'put') add(after, change.document, 1)
    }
    for await (const _ of mapConcurrent([...last.values()], READS_AT_ONCE, settle));
    return after
  }

  const putNextRow = async (
    collection: string,
    changes: readonly DocumentChange[],
    allowed: CollectionTotals | undefined,
  ): Promise<ChangeRow> => {
    for (let attempt = 1; attempt <= COMMIT_ATTEMPTS; attempt += 1) {
      const last = await catchUp(collection)
      const before = last.totals ?? (await countAll(collection))
      const totals = await totalsWith(collection, before, changes)
      if (allowed) checkQuota(before, totals, allowed)
      const row = { version: last.version + 1, changes }
      if ((await rows.put(collection, row, totals)) === 'put') return row
      await clock.sleep(Math.random() * Math.min(MAX_BACKOFF_MS, 10 * attempt))
    }
    throw new IngotError('store_unavailable', 'Too many writers change this collection at once.')
  }

  /** The documents after `cursor`, one page of the table at a time; tombstones are left out. */
  async function* documentsAfter(collection: string, cursor: string | undefined, limit: number) {
    const pk = collectionPk(collection)
    let startKey: Item | undefined = cursor ? { pk, sk: documentSk(cursor) } : undefined
    do {
      const page = await reply(
        client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
            ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
            ExpressionAttributeValues: { ':pk': pk, ':prefix': S(DOCUMENT_PREFIX) },
            ExclusiveStartKey: startKey,
            Limit: limit,
          }),
        ),
      )
      for (const item of page.Items ?? []) {
        const document = recordOf(item)
        if (document) yield document
      }
      startKey = page.LastEvaluatedKey
    } while (startKey !== undefined)
  }

  return {
    async commit(collection, changes, { allowed } = {}) {
      const row = await putNextRow(collection, changes, allowed)
      try {
        await apply(collection, [row])
      } catch {
        // The row is stored, and with it the commit; the next one to come brings the items up to date.
      }
      return row.version
    },

    version: async (collection) => (await rows.last(collection)).version,
    totals: async (collection) => (await catchUp(collection)).totals ?? countAll(collection),
    changesAfter: (collection, after) => rows.after(collection, after),

    async get(collection, id) {
      await catchUp(collection)
      return recordOf(await read(collection, documentSk(id)))
    },

    async list(collection, { limit, cursor }) {
      await catchUp(collection)
      const documents: DocumentRecord[] = []
      for await (const document of documentsAfter(collection, cursor, limit + 1)) {
        if (documents.length === limit) return { documents, nextCursor: documents.at(-1)?.id ?? null }
        documents.push(document)
      }
      return { documents, nextCursor: null }
    },
  }
}

const idOf = (change: DocumentChange) => (change.kind === 'put' ? change.document.id : change.id)

function add(totals: CollectionTotals, { bytes, characters }: DocumentRecord, times: 1 | -1): void {
  totals.documents += times
  totals.bytes += times * (bytes ?? characters)
}

/** One item for each document that the row changes; the last change of a document counts. */
function itemsOf(changes: readonly DocumentChange[]): Item[] {
  const items = new Map<string, Item>()
  for (const change of changes) {
    if (change.kind === 'put') {
      const { document } = change
      items.set(document.id, { sk: documentSk(document.id), document: S(JSON.stringify(document)) })
    } else {
      // A tombstone: without it, a late writer of an earlier version would bring the document back.
      items.set(change.id, { sk: documentSk(change.id) })
    }
  }
  return [...items.values()]
}

function recordOf(item: Item | undefined): DocumentRecord | undefined {
  const json = textOf(item, 'document')
  return json === '' ? undefined : (JSON.parse(json) as DocumentRecord)
}
