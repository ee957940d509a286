import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, it } from 'vitest'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { createDynamoThreads } from '../../shared/adapters/dynamodb/threads.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { startAwsLikeStore } from '../support/aws-like-store.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { thread, threadsSuite, turn } from './threads-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))
const DAY_MS = 86_400_000
const keptDays = 30

const clientsOn = (start: () => Promise<TestStore>) => async () => {
  const store = await start()
  stores.push(store)
  const other = createDynamoClient({ endpoint: store.endpoint })
  return {
    one: createDynamoThreads({ client: store.client, clock: systemClock, keptDays }),
    two: createDynamoThreads({ client: other, clock: systemClock, keptDays }),
    now: () => systemClock.now(),
  }
}

threadsSuite('DynamoDB on dynalite', clientsOn(startTestStore))
threadsSuite('DynamoDB that returns the item of a failed condition', clientsOn(startAwsLikeStore))

describe('threads in DynamoDB', () => {
  const start = async () => {
    const store = await startTestStore()
    stores.push(store)
    let now = 1_800_000_000_000
    const clock = { ...systemClock, now: () => now }
    const threads = createDynamoThreads({ client: store.client, clock, keptDays })
    const wait = (ms: number) => {
      now += ms
    }
    return { store, threads, at: now, wait }
  }

  it('are kept for their days after the last turn, though the store has not swept them yet', async () => {
    const { threads, at, wait } = await start()
    await threads.create('user:a', thread('t', at))
    await threads.append('user:a', 't', turn(1, at), { title: 'x' })
    wait(20 * DAY_MS)
    await threads.append('user:a', 't', turn(2, at + 20 * DAY_MS), { title: 'x' })
    wait(11 * DAY_MS)
    expect((await threads.turns('user:a', 't', { before: null, limit: 9 })).map(({ n }) => n)).toEqual([2])
    expect(await threads.get('user:a', 't')).toMatchObject({ turns: 2 })
    wait(20 * DAY_MS)
    expect(await threads.get('user:a', 't')).toBeUndefined()
    expect((await threads.list('user:a', { limit: 9, cursor: null })).threads).toEqual([])
  })

  it('are gone for everybody once their removal has begun, and the next removal ends it', async () => {
    const { store, threads, at } = await start()
    await threads.create('user:a', thread('t', at))
    await threads.append('user:a', 't', turn(1, at), { title: 'x' })
    await store.client.send(
      new UpdateItemCommand({
        TableName: 'ingot-app',
        Key: { pk: { S: 'T#1#user:a' }, sk: { S: 't' } },
        UpdateExpression: 'SET removedAt = :now',
        ExpressionAttributeValues: { ':now': { N: '1' } },
      }),
    )
    expect(await threads.get('user:a', 't')).toBeUndefined()
    expect((await threads.list('user:a', { limit: 9, cursor: null })).threads).toEqual([])
    expect(await threads.append('user:a', 't', turn(2, at), { title: 'x' })).toBe('gone')
    const all: string[] = []
    for await (const id of threads.all('user:a')) all.push(id)
    expect(all).toEqual(['t'])
    expect(await threads.remove('user:a', 't')).toBe('removed')
    expect(await threads.turns('user:a', 't', { before: null, limit: 9 })).toEqual([])
  })
})
