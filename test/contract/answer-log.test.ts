import { afterAll, describe, expect, it } from 'vitest'
import { createDynamoAnswerLog } from '../../shared/adapters/dynamodb/answer-log.ts'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startLocalStore } from '../../shared/adapters/dynamodb/local-store.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { startAwsLikeStore } from '../support/aws-like-store.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { createMemoryAnswerLog } from '../support/memory-answer-log.ts'
import { startProxiedStore } from '../support/store-proxy.ts'
import { type SuiteEvent, sealed } from './answer-log-fixtures.ts'
import { answerLogSuite } from './answer-log-suite.ts'

const stores: TestStore[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))
const opened = async (starting: Promise<TestStore>) => {
  const store = await starting
  stores.push(store)
  return store
}

answerLogSuite('DynamoDB on dynalite', async ({ clock }) => {
  const { client } = await opened(startTestStore())
  return createDynamoAnswerLog<SuiteEvent>({ client, clock })
})

answerLogSuite('DynamoDB that returns the item of a failed condition', async ({ clock }) => {
  const { client } = await opened(startAwsLikeStore())
  return createDynamoAnswerLog<SuiteEvent>({ client, clock })
})

answerLogSuite('in memory', async ({ clock }) => createMemoryAnswerLog<SuiteEvent>({ clock }))

describe('the calls of the answer log', () => {
  const address = { scope: 'public', key: 'key' }
  const at = { ...address, fence: 5 }

  it('read weakly only where the port says so', async () => {
    const reads: boolean[] = []
    const { client } = await opened(
      startProxiedStore(async (call, body, send) => {
        if (call === 'GetItem' || call === 'Query') reads.push(JSON.parse(body).ConsistentRead === true)
        return send(body)
      }),
    )
    const log = createDynamoAnswerLog<SuiteEvent>({ client, clock: systemClock })
    await log.readAnswer(address, { consistent: false })
    await log.readApart(at)
    await log.readFailure(address)
    expect(reads.splice(0)).toEqual([false, false, false])
    await log.readAnswer(address, { consistent: true })
    await log.readLease(address)
    await log.readRows(at, { after: -1 })
    expect(reads.splice(0)).toEqual([true, true, true])
  })

  it('take the reply that was lost on the way for the one that it was', async () => {
    let isLossy = false
    const { client } = await opened(
      startProxiedStore(async (_, body, send) => {
        const reply = await send(body)
        // The store has done it, and the SDK asks again.
        if (!isLossy) return reply
        isLossy = false
        return null
      }),
    )
    const log = createDynamoAnswerLog<SuiteEvent>({ client, clock: systemClock })
    const lossy = <Outcome>(call: () => Promise<Outcome>) => {
      isLossy = true
      return call()
    }
    const owner = { owner: 'one', until: 10 }
    const started = await lossy(() => log.start(address, { ...owner, startedBy: 'caller' }))
    expect(started).toMatchObject({ kind: 'started' })
    const seen = await log.readLease(address)
    if (!seen) throw new Error('There is a lease.')
    const taken = await lossy(() => log.takeOver(address, { owner: 'two', until: 20, seen }))
    expect(taken).toEqual({ kind: 'taken', fence: seen.fence + 1 })
    const next = { ...address, fence: seen.fence + 1 }
    expect(await lossy(() => log.renew(next, { owner: 'two', until: 30 }))).toBe('renewed')
    const row = { kind: 'moved', fence: 9 } as const
    expect(await lossy(() => log.append(next, 0, row, { owner: 'two' }))).toBe('appended')
    expect(await lossy(() => log.release(next, { owner: 'two' }))).toBe('released')
    expect(await lossy(() => log.purge(address, { fence: 3 }))).toBe('purged')
  })
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
    const seen = { fence: 1, owner: 'two', until: 1 }
    const calls = [
      log.start(address, { owner: 'one', until: 1, startedBy: 'caller' }),
      log.takeOver(address, { owner: 'one', until: 1, seen }),
      log.readRows(at, { after: -1 }),
      log.append(at, 0, { kind: 'moved', fence: 2 }, { owner: 'one' }),
      log.materialise(address, sealed(1, 'a'), new Map()),
      log.readAnswer(address, { consistent: false }),
      log.purge(address, { fence: 1 }),
      log.readFailure(address),
    ]
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(gone)))
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
