import { afterAll, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoLedger } from '../../shared/adapters/dynamodb/ledger.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryLedger } from '../support/memory-ledger.ts'
import { ledgerSuite } from './ledger-suite.ts'

const keptDays = 30

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

ledgerSuite('DynamoDB on dynalite', async () => {
  const store = await startTestStore()
  stores.push(store)
  const other = createDynamoClient({ endpoint: store.endpoint })
  return {
    one: createDynamoLedger({ client: store.client, keptDays }),
    two: createDynamoLedger({ client: other, keptDays }),
  }
})

ledgerSuite('in memory', async () => {
  const ledger = createMemoryLedger()
  return { one: ledger, two: ledger }
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const ledger = createDynamoLedger({ client, keptDays })
  const gone = { code: 'store_unavailable', retryable: true }
  const row = { account: 'all', day: '2027-01-15', model: 'r1', counts: { requests: 1 } }
  await expect(ledger.add(row)).rejects.toMatchObject(gone)
  await expect(ledger.read('all', { from: '2027-01-15', to: '2027-01-15' })).rejects.toMatchObject(gone)
  client.destroy()
})
