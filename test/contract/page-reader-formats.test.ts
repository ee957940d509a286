import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPageReader } from '../../shared/adapters/pages/page-reader.ts'
import { createParseApart } from '../../shared/adapters/pages/parse-apart.ts'
import { ENCRYPTION, makePdf } from '../support/make-pdf.ts'
import { makeDocx, paragraph } from '../support/make-zip.ts'

const PDF = makePdf([['The fee for a ferry is twelve crowns.'], ['Dogs travel free.']])
const DOCX = makeDocx(paragraph('Harbour rules', 'H1') + paragraph('Ropes must be doubled.'))
const WORD_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const bodies: Record<string, { type: string; bytes: Uint8Array }> = {
  '/files/fees.pdf': { type: 'application/pdf', bytes: PDF },
  '/as-bytes': { type: 'application/octet-stream', bytes: PDF },
  '/rules': { type: WORD_TYPE, bytes: DOCX },
  '/locked': { type: 'application/pdf', bytes: makePdf([['One.']], { trailer: ENCRYPTION }) },
  '/not-a-pdf': { type: 'application/pdf', bytes: Buffer.from('Sorry, no such file.') },
}
let server: http.Server
let base: string
beforeAll(async () => {
  server = http.createServer((request, response) => {
    const body = bodies[request.url ?? '']
    response.writeHead(body ? 200 : 404, { 'content-type': body?.type ?? 'text/plain' }).end(body?.bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const reader = (options: { maxBytes?: number; maxDocumentBytes?: number } = {}) =>
  createPageReader({ fetchAllow: [new URL(base).host], ...options })
const read = (path: string, signal = new AbortController().signal) => reader().read(base + path, { signal })
const parse = (bytes: Uint8Array, name: string) => reader().parse(bytes, { name, origin: null })

describe('a PDF or DOCX at an address', () => {
  it.each(['/files/fees.pdf', '/as-bytes'])('is read: %s', async (path) => {
    expect(await read(path)).toEqual({
      kind: 'page',
      page: {
        url: base + path,
        title: 'The fee for a ferry is twelve crowns.',
        text: 'The fee for a ferry is twelve crowns.\n\f\nDogs travel free.\n\f\n',
        language: null,
        site: '127.0.0.1',
        published: null,
      },
      caching: { etag: null, lastModified: null, cacheControl: null },
    })
  })

  it('is titled by its first heading', async () => {
    expect(await read('/rules')).toMatchObject({
      page: { title: 'Harbour rules', text: '# Harbour rules\n\nRopes must be doubled.' },
    })
  })

  it('has a limit of its own', async () => {
    const { signal } = new AbortController()
    const small = reader({ maxBytes: 100 })
    expect(await small.read(`${base}/files/fees.pdf`, { signal })).toMatchObject({ kind: 'page' })
    const smaller = reader({ maxDocumentBytes: 100 })
    expect(await smaller.read(`${base}/files/fees.pdf`, { signal })).toMatchObject({
      error: { code: 'page_too_large' },
    })
  })

  it.each([
    ['/locked', `/locked is a PDF that cannot be read: it is encrypted.`],
    ['/not-a-pdf', '/not-a-pdf was sent as application/pdf, but is none.'],
  ])('that cannot be read is told: %s', async (path, message) => {
    expect(await read(path)).toMatchObject({
      error: { code: 'page_unsupported', message: base + message },
    })
  })

  it('stops with the caller', async () => {
    const late = AbortSignal.timeout(1)
    expect(await read('/files/fees.pdf', late)).toMatchObject({ error: { code: 'page_timeout' } })
  })
})

describe('the parsing thread', () => {
  const huge = (size: number) => deflateSync(Buffer.alloc(size, 'q ')).toString('latin1')
  const bomb = makePdf([['x']], { content: { dictionary: '/Filter /FlateDecode', data: huge(200_000_000) } })
  const job = { kind: 'pdf' as const, bytes: bomb }

  it('is ended when a file takes too long', async () => {
    const parseApart = createParseApart({ timeoutMs: 1_500, maxGrowthBytes: 2_000_000_000 })
    expect(await parseApart(job, {})).toEqual({
      kind: 'too-large',
      reason: 'takes more than 1500 ms to read',
    })
  })

  it('is ended when a file unpacks to more than the memory it may have', async () => {
    const parseApart = createParseApart({ timeoutMs: 20_000, maxGrowthBytes: 150_000_000 })
    expect(await parseApart(job, {})).toEqual({ kind: 'too-large', reason: 'needs too much memory' })
  })

  it('is ended when its heap is full', async () => {
    const bytes = makeDocx('<w:p/>'.repeat(4_000_000))
    expect(await parse(bytes, 'a.docx')).toMatchObject({ error: { code: 'file_too_large' } })
  })

  it('is left by a caller that waits for it', async () => {
    const parseApart = createParseApart({ timeoutMs: 20_000, maxGrowthBytes: 2_000_000_000 })
    const [first, second] = [new AbortController(), new AbortController()]
    const running = [1, 2].map(() => parseApart(job, { signal: first.signal }))
    const waiting = parseApart({ kind: 'pdf', bytes: PDF }, { signal: second.signal })
    second.abort('gone')
    await expect(waiting).rejects.toBe('gone')
    first.abort('gone too')
    expect((await Promise.allSettled(running)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await parseApart({ kind: 'html', html: '<p>Free again.', url: null }, {})).toMatchObject({
      page: { text: 'Free again.' },
    })
  })

  it('keeps a page that is slow to parse away from the server', async () => {
    const deep = `${'<div>'.repeat(400)}<p>word</p>${'</div>'.repeat(400)}`
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const page = await parse(Buffer.from(deep.repeat(6)), 'deep.html')
    delay.disable()
    expect(page).toMatchObject({ page: { text: Array.from({ length: 6 }, () => 'word').join('\n\n') } })
    expect(delay.max / 1e6).toBeLessThan(400)
  })
})
