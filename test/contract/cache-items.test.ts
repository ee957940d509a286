import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, it } from 'vitest'
import { createDynamoCacheItems } from '../../shared/adapters/dynamodb/cache-items.ts'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { startAwsLikeStore } from '../support/aws-like-store.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryCacheItems } from '../support/memory-cache-items.ts'
import { startProxiedStore } from '../support/store-proxy.ts'
import { cacheItemsSuite } from './cache-items-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))
const opened = async (starting: Promise<TestStore>) => {
  const store = await starting
  stores.push(store)
  return store
}

cacheItemsSuite('DynamoDB on dynalite', async ({ clock }) => {
  const { client } = await opened(startTestStore())
  return createDynamoCacheItems({ client, clock })
})

cacheItemsSuite('DynamoDB that returns the item of a failed condition', async ({ clock }) => {
  const { client } = await opened(startAwsLikeStore())
  return createDynamoCacheItems({ client, clock })
})

cacheItemsSuite('in memory', async ({ clock }) => createMemoryCacheItems({ clock }))

const NOW = 1_800_000_000_000
const clock = { now: () => NOW, sleep: async () => undefined }
const key = { kind: 'I', scope: 'user:a/b', key: 'k' } as const

it('is one item, gone in the second after it expires', async () => {
  const { client } = await opened(startTestStore())
  await createDynamoCacheItems({ client, clock }).put(key, { a: 1 }, { expiresAt: NOW + 1_500 })
  const Key = { pk: { S: 'I#1#user:a/b#k' }, sk: { S: 'ITEM' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: 'ingot-cache', Key }))
  expect(Item).toEqual({
    ...Key,
    value: { S: '{"a":1}' },
    expiresAt: { N: '1800000001500' },
    ttl: { N: '1800000002' },
  })
})

describe('a store that loses replies', () => {
  it('takes an own write that it has sent twice for stored', async () => {
    let puts = 0
    const { client } = await opened(
      startProxiedStore(async (call, body, send) => {
        const reply = await send(body)
        if (call === 'PutItem') puts += 1
        return call === 'PutItem' && puts === 1 ? null : reply
      }),
    )
    const items = createDynamoCacheItems({ client, clock })
    const inAMinute = { expiresAt: NOW + 60_000 }
    expect(await items.putIfAbsent(key, 'mine', inAMinute)).toEqual({ kind: 'stored' })
    expect(puts).toBe(2)
    expect(await items.putIfAbsent(key, 'other', inAMinute)).toEqual({ kind: 'taken', value: 'mine' })
  })
})

it('stores the value when the one in its way goes before it is looked at', async () => {
  let removed = 0
  const { client } = await opened(
    startProxiedStore(async (call, body, send) => {
      if (call === 'GetItem' && removed === 0) {
        removed += 1
        await other.remove(key)
      }
      return send(body)
    }),
  )
  const items = createDynamoCacheItems({ client, clock })
  const other: typeof items = createDynamoCacheItems({ client, clock })
  await items.put(key, 'one', { expiresAt: NOW + 60_000 })
  expect(await items.putIfAbsent(key, 'two', { expiresAt: NOW + 60_000 })).toEqual({ kind: 'stored' })
  expect(removed).toBe(1)
  expect(await items.get(key, { consistent: true })).toBe('two')
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const items = createDynamoCacheItems({ client, clock: systemClock })
  const gone = { code: 'store_unavailable', retryable: true }
  await expect(items.get(key)).rejects.toMatchObject(gone)
  await expect(items.put(key, 1, { expiresAt: NOW })).rejects.toMatchObject(gone)
  await expect(items.putIfAbsent(key, 1, { expiresAt: NOW })).rejects.toMatchObject(gone)
  await expect(items.remove(key)).rejects.toMatchObject(gone)
  client.destroy()
})
