import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPageReader } from '../../shared/adapters/pages/page-reader.ts'
import { ENCRYPTION, makePdf } from '../support/make-pdf.ts'
import { makeDocx, paragraph } from '../support/make-zip.ts'

const TIMEOUT_MS = 5_000
const PARSE_TIMEOUT_MS = 10_000
/** Whatever a page does, the process has its answer by then. */
const LONGEST_MS = 30_000
/** The parsing thread's 288 MB of heap, buffers up to 600 MB, and what the test itself holds. */
const MOST_GROWTH_BYTES = 900_000_000

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const PDF = { 'content-type': 'application/pdf' }
const DOCX = { 'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }
const BYTES_100_MB = Buffer.alloc(100_000_000, 'a')

type Route = (response: http.ServerResponse) => void
const send =
  (headers: http.OutgoingHttpHeaders, body: string | Uint8Array): Route =>
  (response) =>
    response.writeHead(200, headers).end(body)
const packed = (encoding: string, body: Uint8Array) => send({ ...HTML, 'content-encoding': encoding }, body)

/** Sends for as long as anybody listens. */
const endless =
  (part: string, headers: http.OutgoingHttpHeaders = HTML): Route =>
  (response) => {
    response.writeHead(200, headers)
    const more = () => {
      while (!response.destroyed && response.write(part));
    }
    response.on('drain', more)
    more()
  }

/** A byte now and then: the connection is never idle, and never done. */
const slowLoris: Route = (response) => {
  response.writeHead(200, HTML)
  const timer = setInterval(() => response.write('<'), 50)
  response.on('close', () => clearInterval(timer))
}

const manyPages = () =>
  makePdf(Array.from({ length: 10_000 }, (_, at) => [`Page ${at + 1} of a long story.`]))

const ROUTES: Record<string, [route: () => Route, expected: string]> = {
  '/10-mb-of-one-tag': [() => send(HTML, '<div>'.repeat(2_000_000)), 'page_too_large'],
  '/4-mb-of-one-tag': [() => send(HTML, '<div>'.repeat(800_000)), 'page_too_large'],
  '/50000-nested': [() => send(HTML, `${'<div>'.repeat(50_000)}x`), 'page_too_large'],
  '/5000-nested-in-words': [() => send(HTML, '<div>word '.repeat(3_000)), 'page_too_large'],
  '/gzip-bomb': [() => packed('gzip', gzipSync(BYTES_100_MB)), 'page_too_large'],
  '/deflate-bomb': [() => packed('deflate', deflateSync(BYTES_100_MB)), 'page_too_large'],
  '/br-bomb': [
    () => packed('br', brotliCompressSync(BYTES_100_MB, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
    'page_too_large',
  ],
  '/nested-bomb': [() => packed('gzip, gzip', gzipSync(gzipSync(BYTES_100_MB))), 'page_too_large'],
  '/six-encodings': [() => packed('gzip, gzip, gzip, gzip, gzip, gzip', gzipSync('x')), 'page_unavailable'],
  '/damaged-gzip': [() => packed('gzip', Buffer.from('no gzip at all')), 'page_unavailable'],
  '/endless': [() => endless('x'.repeat(65_536)), 'page_too_large'],
  '/endless-pdf': [() => endless(`%PDF-1.7\n${'x'.repeat(65_536)}`, PDF), 'page_too_large'],
  '/slow-loris': [() => slowLoris, 'page_timeout'],
  '/silent': [() => () => undefined, 'page_timeout'],
  '/wrong-charset': [
    () =>
      send({ 'content-type': 'text/html; charset=utf-8' }, Buffer.from('<p>Tr\xe8s pr\xe8s.</p>', 'latin1')),
    'Très près.',
  ],
  '/binary-as-html': [() => send(HTML, Buffer.from([0, 1, 2, 3, 0, 255, 254])), 'page_unsupported'],
  '/10000-page-pdf': [() => send(PDF, manyPages()), 'page_too_large'],
  '/encrypted-pdf': [() => send(PDF, makePdf([['One.']], { trailer: ENCRYPTION })), 'page_unsupported'],
  '/damaged-pdf': [() => send(PDF, '%PDF-1.7\n1 0 obj <<'), 'page_unsupported'],
  '/bomb-docx': [
    () =>
      send(DOCX, makeDocx(paragraph('x'), [{ name: 'word/media/a.bin', data: Buffer.alloc(120_000_000) }])),
    'page_too_large',
  ],
  '/lying-docx': [
    () =>
      send(
        DOCX,
        makeDocx(paragraph('x'), [{ name: 'word/a.bin', data: Buffer.alloc(120_000_000), toldSize: 10 }]),
      ),
    'page_too_large',
  ],
}

let server: http.Server
let base: string
beforeAll(async () => {
  server = http.createServer((request, response) => ROUTES[request.url ?? '']?.[0]()(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

it.each(Object.entries(ROUTES).map(([path, [, expected]]) => [path, expected]))(
  'ends in bounds: %s is %s',
  async (path, expected) => {
    const reader = createPageReader({
      fetchAllow: [new URL(base).host],
      timeoutMs: TIMEOUT_MS,
      parseTimeoutMs: PARSE_TIMEOUT_MS,
    })
    const before = process.memoryUsage.rss()
    let most = before
    const looking = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 20)
    const startedAt = performance.now()
    const outcome = await reader.read(base + path, { signal: new AbortController().signal })
    const ms = performance.now() - startedAt
    clearInterval(looking)
    expect(outcome.kind === 'page' ? outcome.page.text : outcome.error.code).toBe(expected)
    expect(ms).toBeLessThan(LONGEST_MS)
    expect(most - before).toBeLessThan(MOST_GROWTH_BYTES)
  },
  LONGEST_MS + 20_000,
)
