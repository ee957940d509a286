import { afterAll, expect, it } from 'vitest'
import { createDynamoApiKeys } from '../../shared/adapters/dynamodb/api-keys.ts'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryApiKeys } from '../support/memory-api-keys.ts'
import { apiKeysSuite } from './api-keys-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

apiKeysSuite('DynamoDB on dynalite', async () => {
  const store = await startTestStore()
  stores.push(store)
  const other = createDynamoClient({ endpoint: store.endpoint })
  return { one: createDynamoApiKeys({ client: store.client }), two: createDynamoApiKeys({ client: other }) }
})

apiKeysSuite('in memory', async () => {
  const keys = createMemoryApiKeys()
  return { one: keys, two: keys }
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const keys = createDynamoApiKeys({ client })
  await expect(keys.get('a')).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
  client.destroy()
})
