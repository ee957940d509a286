import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createS3Client } from '../../shared/adapters/s3/client.ts'
import { createS3ObjectStore } from '../../shared/adapters/s3/object-store.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { objectStoreSuite } from './object-store-suite.ts'

let server: S3Server
let client: S3Client
beforeAll(async () => {
  server = await startS3Server({ bucket: 'documents' })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  client = createS3Client({ endpoint: server.endpoint, region: 'us-east-1', credentials })
})
afterAll(async () => {
  client.destroy()
  await server.close()
})

objectStoreSuite('s3', async () => createS3ObjectStore({ client, bucket: 'documents' }))

describe('objects in S3', () => {
  it('lie under their own key', async () => {
    await createS3ObjectStore({ client, bucket: 'documents' }).put('a b/é', Uint8Array.of(1))
    expect(server.objects.get('a b/é')).toEqual(Buffer.of(1))
  })

  it('tell a bucket that is not there, or not ours, as store_unavailable for good', async () => {
    const elsewhere = createS3ObjectStore({ client, bucket: 'elsewhere' })
    const refused = { code: 'store_unavailable', retryable: false }
    await expect(elsewhere.get('a')).rejects.toMatchObject(refused)
    await expect(elsewhere.put('a', Uint8Array.of(1))).rejects.toMatchObject(refused)
    server.failures.push({ status: 403, code: 'AccessDenied' })
    await expect(createS3ObjectStore({ client, bucket: 'documents' }).get('a')).rejects.toMatchObject(refused)
  })

  it('are asked for again when S3 is slow, and then given up for now', async () => {
    const objects = createS3ObjectStore({ client, bucket: 'documents' })
    await objects.put('slow', Uint8Array.of(7))
    server.failures.push({ status: 503, code: 'SlowDown' })
    expect([...(await objects.get('slow'))!]).toEqual([7])
    server.failures.push(...Array.from({ length: 3 }, () => ({ status: 503, code: 'SlowDown' })))
    await expect(objects.get('slow')).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
  })
})
