import { afterAll, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoModelSlots } from '../../shared/adapters/dynamodb/model-slots.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryModelSlots } from '../support/memory-model-slots.ts'
import { modelSlotsSuite } from './model-slots-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))
const sleep = async () => undefined

modelSlotsSuite('DynamoDB on dynalite', async ({ now }) => {
  const store = await startTestStore()
  stores.push(store)
  const clock = { now, sleep }
  const other = createDynamoClient({ endpoint: store.endpoint })
  return {
    one: createDynamoModelSlots({ client: store.client, clock }),
    two: createDynamoModelSlots({ client: other, clock }),
  }
})

modelSlotsSuite('in memory', async (clock) => {
  const slots = createMemoryModelSlots({ clock })
  return { one: slots, two: slots }
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const slots = createDynamoModelSlots({ client, clock: { now: () => 0, sleep } })
  const gone = { code: 'store_unavailable', retryable: true }
  await expect(slots.take('m', { limit: 1, owner: 'a', until: 1 })).rejects.toMatchObject(gone)
  await expect(slots.renew('m', { slot: 0, owner: 'a', until: 1 })).rejects.toMatchObject(gone)
  client.destroy()
})
