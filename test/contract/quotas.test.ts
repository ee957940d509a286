import { afterAll } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoQuotas } from '../../shared/adapters/dynamodb/quotas.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryQuotas } from '../support/memory-quotas.ts'
import { quotasSuite } from './quotas-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))
const sleep = async () => undefined

quotasSuite('DynamoDB on dynalite', async ({ now }) => {
  const store = await startTestStore()
  stores.push(store)
  const clock = { now, sleep }
  const other = createDynamoClient({ endpoint: store.endpoint })
  return {
    one: createDynamoQuotas({ client: store.client, clock }),
    two: createDynamoQuotas({ client: other, clock }),
  }
})

quotasSuite('in memory', async (clock) => {
  const quotas = createMemoryQuotas({ clock })
  return { one: quotas, two: quotas }
})
