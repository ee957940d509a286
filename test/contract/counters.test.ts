import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoCounters } from '../../shared/adapters/dynamodb/counters.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryCounters } from '../support/memory-counters.ts'
import { countersSuite } from './counters-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

async function startStore(): Promise<TestStore> {
  const store = await startTestStore()
  stores.push(store)
  return store
}

countersSuite('DynamoDB on dynalite', async () => {
  const { client, endpoint } = await startStore()
  const other = createDynamoClient({ endpoint })
  return { one: createDynamoCounters({ client }), two: createDynamoCounters({ client: other }) }
})

countersSuite('in memory', async () => {
  const counters = createMemoryCounters()
  return { one: counters, two: counters }
})

it('is one item an hour and class, gone 400 days after the hour', async () => {
  const { client } = await startStore()
  const hour = 1_800_000_000_000
  await createDynamoCounters({ client }).add({ hour, freshness: 'recent', counts: { hits: 2 } })
  const Key = { pk: { S: 'C#1#2027-01-15' }, sk: { S: '08#recent' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: 'ingot-cache', Key }))
  expect(Item).toEqual({ ...Key, hits: { N: '2' }, ttl: { N: '1834560000' } })
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const counters = createDynamoCounters({ client })
  const gone = { code: 'store_unavailable', retryable: true }
  await expect(counters.add({ hour: 0, freshness: 'none', counts: { fills: 1 } })).rejects.toMatchObject(gone)
  await expect(counters.read({ from: 0, to: 1 })).rejects.toMatchObject(gone)
  client.destroy()
})
