import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Document, DocumentList, Upload } from '../../shared/api/documents.ts'
import { Problem } from '../../shared/api/problem.ts'
import { makePdf } from '../support/make-pdf.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const PDF = makePdf([
  ['The harbour of Skarv was built in 1931.'],
  ['The mooring fee is twelve crowns a night.'],
])

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ auth: ['none', 'keys'] })
})
afterAll(() => server.close())

const start = async (body: object) => server.post('/v1/documents/uploads', body)
const request = { name: 'harbour.pdf', media_type: 'application/pdf', size: PDF.length }
const open = async (some: object = {}) => Upload.parse(await (await start({ ...request, ...some })).json())
const put = ({ url, method, headers }: Upload, body: Uint8Array<ArrayBuffer>) =>
  fetch(url, { method, headers, body })
const told = async (id: string) => Document.parse(await (await server.get(`/v1/documents/${id}`)).json())
const codeOf = async (reply: Response) => [reply.status, Problem.parse(await reply.json()).code]
const ended = async (id: string) => {
  await expect.poll(async () => (await told(id)).state).not.toBe('processing')
  return told(id)
}

describe('a file sent to its own address', () => {
  it('becomes a document, of which questions are answered', async () => {
    const reply = await start(request)
    const upload = Upload.parse(await reply.json())
    expect([reply.status, reply.headers.get('location')]).toEqual([201, `/v1/documents/${upload.id}`])
    expect(upload.url.startsWith(`${server.address}/uploads/`)).toBe(true)
    expect(await told(upload.id)).toMatchObject({ title: 'harbour.pdf', state: 'awaiting_upload' })
    const sent = await put(upload, Uint8Array.from(PDF))
    expect([sent.status, await sent.text()]).toEqual([200, ''])
    expect(await ended(upload.id)).toMatchObject({ state: 'ready', collection: 'documents', language: 'en' })
    const question = { question: 'What is the mooring fee in the harbour of Skarv?', sources: ['documents'] }
    const answer = await readAnswer(await server.post('/v1/answers', question))
    expect(answer.synopsis).toContain('twelve crowns')
  })

  it('needs no credentials, and is refused with too much, too little, or by a wrong address', async () => {
    const upload = await open()
    const more = new Uint8Array(PDF.length + 1)
    expect(await codeOf(await put(upload, more))).toEqual([413, 'payload_too_large'])
    expect(await codeOf(await put(upload, more.subarray(2)))).toEqual([400, 'invalid_request'])
    const wrong = { ...upload, url: `${upload.url.slice(0, -3)}AAA` }
    expect(await codeOf(await put(wrong, Uint8Array.from(PDF)))).toEqual([404, 'not_found'])
    expect((await told(upload.id)).state).toBe('awaiting_upload')
  })

  it('tells why it failed, is listed, and can be removed', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7\nnothing')
    const upload = await open({ size: bytes.length, collection: 'my_documents' })
    await put(upload, bytes)
    expect(await ended(upload.id)).toMatchObject({ state: 'failed', error: { code: 'file_not_text' } })
    const list = async () =>
      DocumentList.parse(await (await server.get('/v1/documents?collection=my_documents')).json()).documents
    expect((await list()).map(({ id }) => id)).toEqual([upload.id])
    const removed = await fetch(`${server.address}/v1/documents/${upload.id}`, { method: 'DELETE' })
    expect(removed.status).toBe(204)
    expect(await list()).toEqual([])
  })

  it.each([
    ['no name', { name: undefined }, 'name'],
    ['no size', { size: 0 }, 'size'],
    ['a header in the media type', { media_type: 'text/plain\r\nx-a: b' }, 'media_type'],
    ['a field that there is none of', { origin: 'file:///a' }, 'origin'],
  ])('is not given an address for %s', async (_, some, path) => {
    const reply = await start({ ...request, ...some })
    expect(Problem.parse(await reply.json())).toMatchObject({ status: 400, fields: [{ path }] })
  })

  it('is not given an address when it is larger than is taken', async () => {
    expect(await codeOf(await start({ ...request, size: 100_000_001 }))).toEqual([413, 'file_too_large'])
  })

  it('goes away with its person', async () => {
    await open({ collection: 'my_documents' })
    const erased = await fetch(`${server.address}/v1/me`, { method: 'DELETE' })
    expect(await erased.json()).toMatchObject({ documents: 1 })
  })
})
