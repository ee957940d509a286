import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoCounters } from '../../shared/adapters/dynamodb/counters.ts'
import { startLocalStore } from '../../shared/adapters/dynamodb/local-store.ts'
import { createTables } from '../../shared/adapters/dynamodb/tables.ts'
import { CacheStats } from '../../shared/api/cache-stats.ts'
import { startTestServer } from '../support/test-server.ts'

const RESTARTS_AT_MOST = 20
const Key = { pk: { S: 'A#1#public#gone' }, sk: { S: 'ANSWER' } }

/** Opens the store of a folder that no server holds. */
async function withStore<T>(
  stateDir: string,
  use: (client: ReturnType<typeof createDynamoClient>) => Promise<T>,
) {
  const store = await startLocalStore({ path: path.join(stateDir, 'store'), port: 0 })
  const client = createDynamoClient({ endpoint: store.endpoint })
  try {
    await createTables(client)
    return await use(client)
  } finally {
    client.destroy()
    await store.close()
  }
}

it('clears what has expired out of its own store, and tells what was counted in it before', async () => {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'ingot-upkeep-'))
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
  await withStore(stateDir, async (client) => {
    await client.send(new PutItemCommand({ TableName: 'ingot-cache', Item: { ...Key, ttl: { N: '1' } } }))
    await createDynamoCounters({ client }).add({ hour, freshness: 'news', counts: { hits: 3, misses: 1 } })
  })
  const isThere = () =>
    withStore(stateDir, async (client) => {
      const { Item } = await client.send(new GetItemCommand({ TableName: 'ingot-cache', Key }))
      return Item !== undefined
    })

  const server = await startTestServer({ stateDir })
  const stats = CacheStats.parse(await (await server.get('/v1/cache/stats')).json())
  expect(stats.totals).toMatchObject({ readers: 4, hits: 3, hit_ratio: 0.75 })
  await server.stop()

  // A stop may come before the sweep has got to the item: it then goes with one of the next starts.
  for (let restarts = 0; restarts < RESTARTS_AT_MOST && (await isThere()); restarts++) {
    const next = await startTestServer({ stateDir })
    await next.get('/health/ready')
    await next.stop()
  }
  expect(await isThere()).toBe(false)
})
