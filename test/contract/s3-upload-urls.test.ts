import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createS3Client } from '../../shared/adapters/s3/client.ts'
import { createS3UploadUrls } from '../../shared/adapters/s3/upload-urls.ts'
import type { UploadTarget } from '../../shared/ports/upload-urls.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { uploadRecord } from '../support/upload-record.ts'

const NOW = Date.UTC(2026, 10, 30, 9)
const KEY = 'uploads/0123/doc_1'
const BYTES = 'They come.\n!'

let now = NOW
let server: S3Server
let client: S3Client
let target: UploadTarget
beforeAll(async () => {
  server = await startS3Server({ bucket: 'documents', now: () => now })
  client = createS3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
})
afterAll(async () => {
  client.destroy()
  await server.close()
})
beforeEach(async () => {
  now = NOW
  server.objects.clear()
  const urls = createS3UploadUrls({ client, bucket: 'documents', clock: { now: () => now } })
  target = await urls.sign(KEY, uploadRecord({ size: BYTES.length }), { expiresAt: NOW + 900_000 })
})

const send = async (body: string, { url, method, headers }: UploadTarget = target) => {
  const reply = await fetch(url, { method, headers, body })
  return [reply.status, /<Code>(\w+)/.exec(await reply.text())?.[1]]
}

describe('an address that S3 takes a file at', () => {
  it('takes the announced bytes from whoever has it', async () => {
    expect(target.headers).toEqual({ 'content-type': 'text/markdown' })
    expect(await send(BYTES)).toEqual([200, undefined])
    expect(server.objects.get(KEY)?.toString()).toBe(BYTES)
  })

  it('is signed for the length and the type, and for no checksum of an empty body', () => {
    const query = new URL(target.url).searchParams
    expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host')
    expect(query.get('X-Amz-Expires')).toBe('900')
    expect([...query.keys()].filter((name) => /checksum/i.test(name))).toEqual([])
  })

  it.each([
    ['one byte more', () => send(`${BYTES}.`)],
    ['one byte less', () => send(BYTES.slice(1))],
    ['another type', () => send(BYTES, { ...target, headers: { 'content-type': 'text/html' } })],
    ['another key', () => send(BYTES, { ...target, url: target.url.replace('doc_1', 'doc_2') })],
    ['a later end', () => send(BYTES, { ...target, url: target.url.replace('Expires=900', 'Expires=9000') })],
  ])('takes nothing with %s', async (_, sending) => {
    expect(await sending()).toEqual([403, 'SignatureDoesNotMatch'])
    expect(server.objects.size).toBe(0)
  })

  it('takes nothing after its end', async () => {
    now = NOW + 901_000
    expect(await send(BYTES)).toEqual([403, 'AccessDenied'])
  })
})
