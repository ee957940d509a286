import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoDocuments } from '../../shared/adapters/dynamodb/documents.ts'
import type { DocumentChange, Documents } from '../../shared/ports/documents.ts'
import { systemClock as clock } from '../../shared/runtime/system-clock.ts'
import { startAwsLikeStore } from '../support/aws-like-store.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { documentRecord, documentsSuite, put } from './documents-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

const writersOn = (start: () => Promise<TestStore>) => async () => {
  const store = await start()
  stores.push(store)
  const other = createDynamoClient({ endpoint: store.endpoint })
  return {
    one: createDynamoDocuments({ client: store.client, clock }),
    two: createDynamoDocuments({ client: other, clock }),
  }
}

documentsSuite('DynamoDB on dynalite', writersOn(startTestStore))
documentsSuite('DynamoDB that returns the item of a failed condition', writersOn(startAwsLikeStore))

describe('documents whose writer died after its row', () => {
  const TableName = 'ingot-app'
  let store: TestStore
  let documents: Documents

  beforeAll(async () => {
    store = await startTestStore()
    stores.push(store)
    documents = createDynamoDocuments({ client: store.client, clock })
  })

  const putRow = (collection: string, version: string, changes: DocumentChange[]) =>
    store.client.send(
      new PutItemCommand({
        TableName,
        Item: {
          pk: { S: `C#1#${collection}` },
          sk: { S: `V#${version}` },
          changes: { S: JSON.stringify(changes) },
          commit: { S: 'of the dead writer' },
        },
      }),
    )
  const itemOf = async (collection: string, sk: string) => {
    const Key = { pk: { S: `C#1#${collection}` }, sk: { S: sk } }
    return (await store.client.send(new GetItemCommand({ TableName, Key }))).Item
  }

  it('are brought up to date by the next list', async () => {
    await documents.commit('list', [put('a'), put('b')])
    await putRow('list', '0000000002', [put('c'), { kind: 'remove', id: 'a' }])
    expect(await documents.version('list')).toBe(2)
    const { documents: listed } = await documents.list('list', { limit: 10 })
    expect(listed).toEqual([documentRecord('b'), documentRecord('c')])
    expect((await itemOf('list', 'APPLIED'))?.['version']).toEqual({ N: '2' })
  })

  it('of a version that did not count are counted', async () => {
    await putRow('uncounted', '0000000001', [put('a'), put('b')])
    expect((await documents.totals('uncounted')).documents).toBe(2)
    await documents.commit('uncounted', [put('c')])
    expect((await documents.totals('uncounted')).documents).toBe(3)
  })

  it('are brought up to date by the next get', async () => {
    await putRow('get', '0000000001', [put('a')])
    expect(await documents.get('get', 'a')).toEqual(documentRecord('a'))
  })

  it('are brought up to date by the next commit, which takes the version after', async () => {
    await putRow('commit', '0000000001', [put('a')])
    expect(await documents.commit('commit', [put('b')])).toBe(2)
    expect((await itemOf('commit', 'D#a'))?.['version']).toEqual({ N: '1' })
    expect((await itemOf('commit', 'APPLIED'))?.['version']).toEqual({ N: '2' })
  })

  it('stay removed when a late writer copies an earlier row', async () => {
    await documents.commit('late', [put('a')])
    await documents.commit('late', [{ kind: 'remove', id: 'a' }])
    // What a writer that still stands at row 1 sees.
    for (const sk of ['APPLIED', 'V#0000000002']) {
      const Key = { pk: { S: 'C#1#late' }, sk: { S: sk } }
      await store.client.send(new DeleteItemCommand({ TableName, Key }))
    }
    expect((await documents.list('late', { limit: 10 })).documents).toEqual([])
    expect((await itemOf('late', 'APPLIED'))?.['version']).toEqual({ N: '1' })
    expect(await itemOf('late', 'D#a')).toEqual({
      pk: { S: 'C#1#late' },
      sk: { S: 'D#a' },
      version: { N: '2' },
    })
  })
})

describe('documents in a store that is down', () => {
  it('are told as store_unavailable within 3 seconds', { timeout: 3_000 }, async () => {
    const store = await startTestStore()
    const client = createDynamoClient({ endpoint: store.endpoint })
    const documents = createDynamoDocuments({ client, clock })
    await store.close()
    await expect(documents.version('x')).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(documents.commit('x', [put('a')])).rejects.toMatchObject({ code: 'store_unavailable' })
    client.destroy()
  })
})
