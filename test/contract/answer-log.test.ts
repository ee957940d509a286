import { afterAll, describe, expect, it } from 'vitest'
import { createDynamoAnswerLog } from '../../shared/adapters/dynamodb/answer-log.ts'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startLocalStore } from '../../shared/adapters/dynamodb/local-store.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { startAwsLikeStore } from '../support/aws-like-store.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { answerLogSuite, type SuiteEvent } from './answer-log-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

answerLogSuite('DynamoDB on dynalite', async ({ clock }) => {
  const store = await startTestStore()
  stores.push(store)
  return createDynamoAnswerLog<SuiteEvent>({ client: store.client, clock })
})

answerLogSuite('DynamoDB that returns the item of a failed condition', async ({ clock }) => {
  const store = await startAwsLikeStore()
  stores.push(store)
  return createDynamoAnswerLog<SuiteEvent>({ client: store.client, clock })
})

describe('DynamoDB that cannot be reached', () => {
  it('is told as store_unavailable within 3 seconds', { timeout: 3_000 }, async () => {
    const store = await startLocalStore({ path: null, port: 0 })
    const client = createDynamoClient({ endpoint: store.endpoint })
    const log = createDynamoAnswerLog<SuiteEvent>({ client, clock: systemClock })
    await store.close()
    const gone = { code: 'store_unavailable', retryable: true }
    const address = { scope: 'public', key: 'key' }
    const at = { ...address, fence: 1 }
    await expect(log.start(address, { owner: 'one', until: 1 })).rejects.toMatchObject(gone)
    await expect(log.readRows(at, { after: -1 })).rejects.toMatchObject(gone)
    await expect(log.append(at, 0, { kind: 'moved', fence: 2 }, { owner: 'one' })).rejects.toMatchObject(gone)
    client.destroy()
  })

  it('is told as not retryable when its tables are missing', async () => {
    const store = await startLocalStore({ path: null, port: 0 })
    const client = createDynamoClient({ endpoint: store.endpoint })
    const log = createDynamoAnswerLog<SuiteEvent>({ client, clock: systemClock })
    await expect(log.readLease({ scope: 'public', key: 'key' })).rejects.toMatchObject({
      code: 'store_unavailable',
      retryable: false,
    })
    client.destroy()
    await store.close()
  })
})
