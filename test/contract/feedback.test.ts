import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoFeedback } from '../../shared/adapters/dynamodb/feedback.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { feedbackSuite } from './feedback-suite.ts'

const ANSWER = { scope: 'user:acme/ann', key: 'ab12', fill: 1_800_000_000 }
const VERDICT = {
  caller: 'ann',
  person: 'ann',
  verdict: 'bad' as const,
  comment: null,
  at: 1_800_000_000_000,
}

const keptDays = 30

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

async function startStore(): Promise<TestStore> {
  const store = await startTestStore()
  stores.push(store)
  return store
}

feedbackSuite('DynamoDB on dynalite', async () => {
  const { client, endpoint } = await startStore()
  const other = createDynamoClient({ endpoint })
  return {
    one: createDynamoFeedback({ client, keptDays }),
    two: createDynamoFeedback({ client: other, keptDays }),
  }
})

it('lies in the table of users’ data, for as long as is set', async () => {
  const { client } = await startStore()
  await createDynamoFeedback({ client, keptDays }).put(ANSWER, VERDICT)
  const Key = { pk: { S: 'F#1#user:acme/ann#ab12#1800000000' }, sk: { S: 'ann' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: 'ingot-app', Key }))
  expect(Object.keys(Item ?? {}).sort()).toEqual(['pk', 'sk', 'ttl', 'verdict'])
  expect(Item?.['ttl']).toEqual({ N: String(1_800_000_000 + 30 * 86_400) })
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const feedback = createDynamoFeedback({ client, keptDays })
  const gone = { code: 'store_unavailable', retryable: true }
  await expect(feedback.put(ANSWER, VERDICT)).rejects.toMatchObject(gone)
  await expect(feedback.list(ANSWER)).rejects.toMatchObject(gone)
  client.destroy()
})
