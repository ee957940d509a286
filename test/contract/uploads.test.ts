import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoUploads } from '../../shared/adapters/dynamodb/uploads.ts'
import type { StoredUpload, Uploads } from '../../shared/ports/uploads.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { uploadRecord } from '../support/upload-record.ts'

const START = 1_800_000_000_000

let store: TestStore
let one: Uploads
let two: Uploads
let now: number
let shelves = 0
let shelf: string

const clock = { now: () => now }
const id = (n: number) => `doc_${String(n).padStart(24, '0')}`

beforeAll(async () => {
  store = await startTestStore()
  one = createDynamoUploads({ client: store.client, clock })
  two = createDynamoUploads({ client: createDynamoClient({ endpoint: store.endpoint }), clock })
})
afterAll(() => store.close())
beforeEach(() => {
  now = START
  shelves += 1
  shelf = String(shelves).padStart(24, '0')
})

describe('records of uploads', () => {
  it('are read as they were written, by every process, on their own shelf', async () => {
    const record = uploadRecord({ shelf, claim: { owner: 'a', until: START + 5 }, title: '潮汐 🌊' })
    await one.create(record)
    expect(await two.get(record)).toEqual({ record, revision: 1 })
    expect(await two.get({ ...record, id: id(7) })).toBeUndefined()
    expect(await two.get({ ...record, shelf: 'b'.repeat(24) })).toBeUndefined()
  })

  it('are replaced and removed by one of two who have read them', async () => {
    const created = await one.create(uploadRecord({ shelf }))
    const next = { ...created.record, progress: 20 }
    const replaced = (await one.replace(created, next)) as StoredUpload
    expect(await two.replace(created, { ...created.record, progress: 70 })).toBe('changed')
    expect(await two.remove(created)).toBe('changed')
    expect((await two.get(next))?.record.progress).toBe(20)
    expect(await two.remove(replaced)).toBe('removed')
    expect(await one.replace(replaced, next)).toBe('changed')
    expect(await one.get(next)).toBeUndefined()
  })

  it('are there until they expire, and then only for who sweeps', async () => {
    const record = uploadRecord({ shelf, expiresAt: START + 1_000 })
    await one.create(record)
    now = START + 1_000
    expect(await one.get(record)).toBeUndefined()
    expect(await one.list(shelf, { limit: 10 })).toEqual([])
    const all: StoredUpload[] = []
    for await (const stored of two.all()) if (stored.record.shelf === shelf) all.push(stored)
    expect(all).toEqual([{ record, revision: 1 }])
    const Key = { pk: { S: `UP#1#${shelf}` }, sk: { S: record.id } }
    const { Item } = await store.client.send(new GetItemCommand({ TableName: 'ingot-app', Key }))
    expect(Item?.['ttl']).toEqual({ N: '1800000001' })
  })

  it('are listed by id, page by page, past those that have expired', async () => {
    for (const n of [3, 1, 5, 2, 4]) {
      await one.create(uploadRecord({ shelf, id: id(n), expiresAt: n < 3 ? START : START + 1 }))
    }
    const idsOf = async (options: { limit: number; after?: string }) =>
      (await two.list(shelf, options)).map((record) => record.id)
    expect(await idsOf({ limit: 2 })).toEqual([id(3), id(4)])
    expect(await idsOf({ limit: 2, after: id(4) })).toEqual([id(5)])
  })
})
