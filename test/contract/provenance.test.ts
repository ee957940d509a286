import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoProvenance } from '../../shared/adapters/dynamodb/provenance.ts'
import type { SourceName } from '../../shared/ports/provenance.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { startAwsLikeStore } from '../support/aws-like-store.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryProvenance } from '../support/memory-provenance.ts'
import { type Reply, startProxiedStore } from '../support/store-proxy.ts'
import { provenanceSuite } from './provenance-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))
const opened = async (starting: Promise<TestStore>) => {
  const store = await starting
  stores.push(store)
  return store
}

provenanceSuite('DynamoDB on dynalite', async ({ clock }) => {
  const { client } = await opened(startTestStore())
  return createDynamoProvenance({ client, clock })
})

provenanceSuite('DynamoDB that returns the item of a failed condition', async ({ clock }) => {
  const { client } = await opened(startAwsLikeStore())
  return createDynamoProvenance({ client, clock })
})

provenanceSuite('in memory', async ({ clock }) => createMemoryProvenance({ clock }))

const NOW = 1_800_000_000_000

/** A clock that keeps what was slept on it. */
function sleeper() {
  const slept: number[] = []
  const sleep = async (ms: number) => void slept.push(ms)
  return { slept, clock: { now: () => NOW, sleep } }
}

it('is a partition for each source, whose rows last 31 days, and its mark 400', async () => {
  const { client } = await opened(startTestStore())
  const provenance = createDynamoProvenance({ client, clock: sleeper().clock })
  const source: SourceName = 'document:tenant:a/doc_1'
  await provenance.record([source], { kind: 'answer', address: { scope: 'tenant:a', key: 'k' } })
  await provenance.record([source], { kind: 'item', key: { kind: 'D', scope: 'tenant:a', key: 'k' } })
  await provenance.purge(source, { at: NOW })
  const pk = { S: 'S#1#document:tenant:a/doc_1' }
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'ingot-cache',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  )
  const ttl = { N: '1802678400' }
  expect(Items).toEqual([
    { pk, sk: { S: '!' }, purgedAt: { N: '1800000000000' }, ttl: { N: '1834560000' } },
    {
      pk,
      sk: { S: 'A#1#tenant:a#k' },
      dependent: { S: '{"kind":"answer","address":{"scope":"tenant:a","key":"k"}}' },
      ttl,
    },
    {
      pk,
      sk: { S: 'D#1#tenant:a#k' },
      dependent: { S: '{"kind":"item","key":{"kind":"D","scope":"tenant:a","key":"k"}}' },
      ttl,
    },
  ])
})

type Batch = Record<string, { Keys: object[]; ConsistentRead: boolean }>
type Asked = { RequestItems: Batch }

/** Answers at most `most` keys of a batch and leaves the others undone. */
function leaveUndone(most: number, seen: { keys: number; consistent: boolean }[]) {
  return async (call: string, body: string, send: (body: string) => Promise<NonNullable<Reply>>) => {
    if (call !== 'BatchGetItem') return send(body)
    const { RequestItems } = JSON.parse(body) as Asked
    const [[table, { Keys, ConsistentRead }]] = Object.entries(RequestItems) as [[string, Batch[string]]]
    seen.push({ keys: Keys.length, consistent: ConsistentRead })
    const asked = (keys: object[]) => ({ [table]: { Keys: keys, ConsistentRead } })
    const left = Keys.slice(most)
    const UnprocessedKeys = left.length > 0 ? asked(left) : {}
    if (most === 0) return { status: 200, body: JSON.stringify({ Responses: {}, UnprocessedKeys }) }
    const reply = await send(JSON.stringify({ RequestItems: asked(Keys.slice(0, most)) }))
    return { ...reply, body: JSON.stringify({ ...JSON.parse(reply.body), UnprocessedKeys }) }
  }
}

it('asks again, later and later, for the marks that the store left undone', async () => {
  const seen: { keys: number; consistent: boolean }[] = []
  const { client } = await opened(startProxiedStore(leaveUndone(40, seen)))
  const { clock, slept } = sleeper()
  const provenance = createDynamoProvenance({ client, clock })
  const sources = Array.from({ length: 130 }, (_, index): SourceName => `host:h${index}`)
  await Promise.all(sources.map((source, index) => provenance.purge(source, { at: 1_000 + index })))
  const marks = await provenance.marks([...sources, ...sources])
  expect([...marks.values()].sort((one, other) => one - other)).toEqual(
    sources.map((_, index) => 1_000 + index),
  )
  expect(seen.map(({ keys }) => keys)).toEqual([100, 60, 20, 30])
  expect(seen.every(({ consistent }) => consistent)).toBe(true)
  expect(slept).toEqual([25, 50])
})

it('says that the store cannot be read when it leaves marks undone for good', async () => {
  const { client } = await opened(startProxiedStore(leaveUndone(0, [])))
  const { clock, slept } = sleeper()
  const marks = createDynamoProvenance({ client, clock }).marks(['host:example.org'])
  await expect(marks).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
  expect(slept).toEqual([25, 50, 100, 200, 400, 800, 800])
})

it('says when the store cannot be reached', async () => {
  const store = await startTestStore()
  const client = createDynamoClient({ endpoint: store.endpoint })
  await store.close()
  const provenance = createDynamoProvenance({ client, clock: systemClock })
  const gone = { code: 'store_unavailable', retryable: true }
  const source: SourceName = 'host:example.org'
  const dependent = { kind: 'answer', address: { scope: 'public', key: 'k' } } as const
  await expect(provenance.record([source], dependent)).rejects.toMatchObject(gone)
  await expect(provenance.marks([source])).rejects.toMatchObject(gone)
  await expect(provenance.purge(source, { at: 1 })).rejects.toMatchObject(gone)
  await expect(provenance.dependents(source)[Symbol.asyncIterator]().next()).rejects.toMatchObject(gone)
  client.destroy()
})
