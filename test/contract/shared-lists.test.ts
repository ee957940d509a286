import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoSharedLists } from '../../shared/adapters/dynamodb/shared-lists.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemorySharedLists } from '../support/memory-shared-lists.ts'
import { sharedListsSuite } from './shared-lists-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

const createClock = () => {
  const clock = { at: 0, now: () => clock.at, sleep: async () => undefined }
  return clock
}

sharedListsSuite('DynamoDB on dynalite', async () => {
  const store = await startTestStore()
  stores.push(store)
  const clock = createClock()
  const create = (client = store.client) => createDynamoSharedLists({ client, clock })
  const setNow = (ms: number) => {
    clock.at = ms
  }
  return { one: create(), two: create(createDynamoClient({ endpoint: store.endpoint })), setNow }
})

sharedListsSuite('memory', async () => {
  const clock = createClock()
  const lists = createMemorySharedLists({ clock })
  const setNow = (ms: number) => {
    clock.at = ms
  }
  return { one: lists, two: lists, setNow }
})

it('lies in the cache table, by scope and time, and is cleaned up', async () => {
  const store = await startTestStore()
  stores.push(store)
  const clock = { now: () => 1_800_000_000_000, sleep: async () => undefined }
  const lists = createDynamoSharedLists({ client: store.client, clock })
  const row = { at: 1_800_000_000_123, id: 'ab#1', value: 1 }
  await lists.append({ scope: 'tenant:acme', name: 'cd' }, row, { expiresAt: 1_800_000_060_001 })
  const { Items } = await store.client.send(new ScanCommand({ TableName: 'ingot-cache' }))
  expect(Items).toEqual([
    {
      pk: { S: 'V#1#tenant:acme#cd' },
      sk: { S: '001800000000123#ab#1' },
      value: { S: '1' },
      expiresAt: { N: '1800000060001' },
      ttl: { N: '1800000061' },
    },
  ])
})
