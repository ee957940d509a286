import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryVectorIndex } from '../../shared/adapters/memory/vector-index.ts'
import { createS3VectorsClient } from '../../shared/adapters/s3-vectors/client.ts'
import { createS3VectorIndex } from '../../shared/adapters/s3-vectors/vector-index.ts'
import { type S3VectorsServer, startS3VectorsServer } from '../support/s3-vectors-server.ts'
import { DIMENSIONS, describeVectorIndex, direction, entryOf } from './vector-index-suite.ts'

const PARTITION = entryOf(1).partition
const asked = { now: entryOf(1).expiresAt - 1, limit: 5 }

describeVectorIndex('memory', async () => createMemoryVectorIndex())

describe('vectors in memory', () => {
  it('are at most so many, the newest', async () => {
    const index = createMemoryVectorIndex({ most: 2 })
    for (const n of [1, 2, 3]) await index.put(entryOf(n), direction(n))
    const found = await index.nearest(PARTITION, direction(1), asked)
    expect(found.map(({ id }) => id).sort()).toEqual(['2#1#1', '3#1#1'])
  })
})

describe('S3 Vectors over TCP', () => {
  let server: S3VectorsServer
  let client: ReturnType<typeof createS3VectorsClient>
  beforeAll(async () => {
    server = await startS3VectorsServer({ bucket: 'vectors', index: 'questions', dimensions: DIMENSIONS })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    client = createS3VectorsClient({ endpoint: server.endpoint, region: 'us-east-1', credentials })
  })
  beforeEach(() => {
    server.vectors.clear()
    server.pageAtMost = 1_000
  })
  afterAll(async () => {
    client.destroy()
    await server.close()
  })
  const create = ({ index = 'questions' } = {}) => createS3VectorIndex({ client, bucket: 'vectors', index })

  describeVectorIndex('S3 Vectors', async () => create())

  it('lists a part an hour, page by page, and deletes each page in one go', async () => {
    const index = create()
    for (let n = 1; n <= 64; n += 1) await index.put(entryOf(n), direction(n))
    server.calls.length = 0
    server.pageAtMost = 2
    await index.removeExpired({ now: entryOf(1).expiresAt, signal: new AbortController().signal })
    const gone = 64 - server.vectors.size
    expect(gone).toBeGreaterThan(0)
    expect(gone).toBeLessThan(64)
    const deletes = server.calls.filter((name) => name === 'DeleteVectors')
    expect(deletes).toHaveLength(Math.ceil(gone / 2))
  })

  it('ends a sweep without a failure when it is told to', async () => {
    const stopping = new AbortController()
    const index = create()
    for (let n = 1; n <= 64; n += 1) await index.put(entryOf(n), direction(n))
    server.pageAtMost = 1
    const listed = server.onCall('DeleteVectors', () => stopping.abort())
    await index.removeExpired({ now: entryOf(1).expiresAt, signal: stopping.signal })
    await listed
    expect(server.vectors.size).toBe(63)
  })

  it('tells what is not there, or of other dimensions, as store_unavailable for good', async () => {
    const refused = { code: 'store_unavailable', retryable: false }
    await expect(create({ index: 'none' }).put(entryOf(1), direction(1))).rejects.toMatchObject(refused)
    await expect(create().put(entryOf(1), direction(1).slice(1))).rejects.toMatchObject(refused)
  })

  it('asks once more when it is throttled, and then gives up for now', async () => {
    const throttled = { status: 429, type: 'TooManyRequestsException' }
    server.failures.push(throttled)
    expect(await create().nearest(PARTITION, direction(1), asked)).toEqual([])
    server.failures.push(throttled, throttled)
    await expect(create().nearest(PARTITION, direction(1), asked)).rejects.toMatchObject({
      code: 'store_unavailable',
      retryable: true,
    })
  })
})
