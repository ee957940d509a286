import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sweepExpired } from '../../shared/adapters/dynamodb/sweep.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'

const tableName = 'ingot-cache'
const NOW_S = 1_800_000_000
const clock = { now: () => NOW_S * 1_000 + 999 }

describe('the sweep of a store that drops nothing itself', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await startTestStore()
  })
  afterAll(() => store.close())

  const put = (sk: string, ttl: number | null) =>
    store.client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          pk: { S: `A#1#${sk}` },
          sk: { S: sk },
          text: { S: 'x'.repeat(100) },
          ...(ttl === null ? {} : { ttl: { N: String(ttl) } }),
        },
      }),
    )
  const scan = async () => (await store.client.send(new ScanCommand({ TableName: tableName }))).Items ?? []
  const left = async () => (await scan()).map(({ sk }) => sk?.S ?? '').sort()

  beforeEach(async () => {
    for (const { pk, sk } of await scan()) {
      await store.client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: pk!, sk: sk! } }))
    }
  })

  it('deletes what has expired, and nothing else', async () => {
    await put('long gone', 1)
    await put('expired now', NOW_S)
    await put('a second left', NOW_S + 1)
    await put('for ever', null)
    expect(await sweepExpired({ client: store.client, tableName, clock })).toBe(2)
    expect(await left()).toEqual(['a second left', 'for ever'])
  })

  it('goes through all pages, those without anything expired too', async () => {
    const names = Array.from({ length: 260 }, (_, n) => `item ${String(n).padStart(3, '0')}`)
    await Promise.all(names.map((name, n) => put(name, n % 13 === 0 ? NOW_S - 1 : NOW_S + 60)))
    expect(await sweepExpired({ client: store.client, tableName, clock })).toBe(20)
    expect(await left()).toEqual(names.filter((_, n) => n % 13 !== 0))
    expect(await sweepExpired({ client: store.client, tableName, clock })).toBe(0)
  })

  it('leaves an item that was renewed after it was seen, and counts none that another has deleted', async () => {
    await put('renewed', NOW_S - 1)
    await put('deleted', NOW_S - 1)
    await put('expired', NOW_S - 1)
    const client = meanwhile(store.client, async () => {
      await put('renewed', NOW_S + 60)
      await store.client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key: { pk: { S: 'A#1#deleted' }, sk: { S: 'deleted' } },
        }),
      )
    })
    expect(await sweepExpired({ client, tableName, clock })).toBe(1)
    expect(await left()).toEqual(['renewed'])
  })

  it('ends early when it is told to', async () => {
    await put('expired', NOW_S - 1)
    const signal = AbortSignal.abort()
    expect(await sweepExpired({ client: store.client, tableName, clock, signal })).toBe(0)
    expect(await left()).toEqual(['expired'])
  })

  it('says when the store refuses', async () => {
    await expect(
      sweepExpired({ client: store.client, tableName: 'no-such-table', clock }),
    ).rejects.toMatchObject({ code: 'store_unavailable', retryable: false })
  })
})

/** The client, with something that happens between each scan and what follows it. */
function meanwhile(client: DynamoDBClient, happens: () => Promise<void>): DynamoDBClient {
  const send = async (command: Parameters<DynamoDBClient['send']>[0]) => {
    const output = await client.send(command)
    if (command instanceof ScanCommand) await happens()
    return output
  }
  return { send } as unknown as DynamoDBClient
}
