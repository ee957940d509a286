import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPageReader } from '../../shared/adapters/pages/page-reader.ts'
import type { PageOutcome } from '../../shared/ports/page-reader.ts'

const HTML = { 'content-type': 'text/html' }
const page = (body: string) =>
  `<!doctype html><html lang="en"><title>Tide</title><body><p>${body}</p></body></html>`
const SENTENCE = 'The tide in the bay rises twice a day.'

type Route = (request: http.IncomingMessage, response: http.ServerResponse) => void
const send =
  (status: number, headers: http.OutgoingHttpHeaders, body: string | Uint8Array = ''): Route =>
  (_, response) =>
    response.writeHead(status, headers).end(body)
const redirect = (location: string): Route => send(302, { location })

const hits: string[] = []
let closedBodies = 0
let server: http.Server
let port: number
let base: string

const routes: Record<string, Route> = {
  '/page': send(200, HTML, page(SENTENCE)),
  '/moved/5': redirect('/moved/4'),
  '/moved/4': redirect('/moved/3'),
  '/moved/3': redirect('/moved/2'),
  '/moved/2': redirect('/moved/1'),
  '/moved/1': redirect('/page#part'),
  '/moved/6': redirect('/moved/5'),
  '/loop': redirect('/loop'),
  '/to-metadata': redirect('http://169.254.169.254/latest/meta-data/'),
  '/to-file': redirect('file:///etc/hosts'),
  '/to-credentials': redirect('http://user:secret@example.com/'),
  '/to-other-loopback': (_, response) =>
    response.writeHead(302, { location: `http://127.0.0.2:${port}/page` }).end(),
  '/to-name': (_, response) => response.writeHead(302, { location: `http://inside.test:${port}/page` }).end(),
  '/gone': send(410, HTML, 'gone'),
  '/forbidden': send(403, HTML, 'no'),
  '/broken': send(503, HTML, 'later'),
  '/cut': (_, response) => {
    response.writeHead(200, { ...HTML, 'content-length': '1000' }).write('<p>half')
    setImmediate(() => response.destroy())
  },
  '/slow': (_, response) => void response.writeHead(200, HTML).write('<p>never'),
  '/silent': () => undefined,
  '/endless': (_, response) => {
    response.writeHead(200, HTML)
    response.on('close', () => closedBodies++)
    const chunk = 'x'.repeat(65_536)
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    more()
  },
  '/bomb': send(200, { ...HTML, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(200_000_000, 'a'))),
  '/gzip': send(200, { ...HTML, 'content-encoding': 'gzip' }, gzipSync(page(SENTENCE))),
  '/latin1': send(
    200,
    { 'content-type': 'text/html; charset=ISO-8859-1' },
    Buffer.from(page('Très\x85 près.'), 'latin1'),
  ),
  '/wrong-charset': send(
    200,
    { 'content-type': 'text/html; charset=utf-8' },
    Buffer.from(page('Très près.'), 'latin1'),
  ),
  '/unknown-charset': send(200, { 'content-type': 'text/html; charset=klingon' }, page('Très près.')),
  '/meta-charset': send(
    200,
    HTML,
    Buffer.from([...Buffer.from('<!doctype html><meta charset=gbk><p>'), 0xb3, 0xb1, 0xcf, 0xab]),
  ),
  '/pdf': send(200, { 'content-type': 'application/pdf' }, '%PDF-1.7\n%...'),
  '/pdf-as-html': send(200, HTML, '%PDF-1.7\n%...'),
  '/json': send(200, { 'content-type': 'application/json' }, '{}'),
  '/empty': send(200, HTML),
  '/blank': send(200, HTML, page('')),
  '/notes.md': send(
    200,
    { 'content-type': 'text/plain; charset=utf-8' },
    '# Notes\r\n\r\n<b>kept</b> as is\r\n',
  ),
}

beforeAll(async () => {
  server = http.createServer((request, response) => {
    hits.push(`${request.headers.host}${request.url}`)
    const route = routes[request.url ?? '']
    if (route) route(request, response)
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  base = `http://127.0.0.1:${port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const never = () => new AbortController().signal
const read = (path: string, options: { timeoutMs?: number; maxBytes?: number } = {}) =>
  createPageReader({ fetchAllow: [`127.0.0.1:${port}`], ...options }).read(base + path, { signal: never() })
const codeOf = (outcome: PageOutcome) => (outcome.kind === 'unreadable' ? outcome.error.code : outcome.page)
const textOf = (outcome: PageOutcome) => (outcome.kind === 'page' ? outcome.page.text : outcome.error)

it('reads an HTML page', async () => {
  expect(await read('/page')).toEqual({
    kind: 'page',
    page: {
      url: `${base}/page`,
      title: 'Tide',
      text: SENTENCE,
      language: 'en',
      site: '127.0.0.1',
      published: null,
      about: { author: null, modified: null, canonical: null },
    },
    caching: { etag: null, lastModified: null, cacheControl: null },
  })
})

it('keeps a plain text page verbatim', async () => {
  expect(await read('/notes.md')).toMatchObject({
    page: { title: 'Notes', text: '# Notes\r\n\r\n<b>kept</b> as is\r\n' },
  })
})

it('reads a compressed page', async () => {
  expect(textOf(await read('/gzip'))).toBe(SENTENCE)
})

it('follows five redirects and tells the last address, without its fragment', async () => {
  expect(await read('/moved/5')).toMatchObject({ kind: 'page', page: { url: `${base}/page` } })
})

it.each(['/moved/6', '/loop'])('gives up %s after five redirects', async (path) => {
  expect(codeOf(await read(path))).toBe('page_too_many_redirects')
})

it.each(['/to-metadata', '/to-file', '/to-credentials', '/to-other-loopback'])(
  'refuses the redirect %s',
  async (path) => {
    hits.length = 0
    expect(codeOf(await read(path))).toBe('page_address_refused')
    expect(hits).toEqual([`127.0.0.1:${port}${path}`])
  },
)

it('refuses a loopback address that is not allowed, and never connects', async () => {
  hits.length = 0
  const reader = createPageReader({ fetchAllow: [] })
  const spellings = [
    '127.0.0.1',
    '2130706433',
    '0177.1',
    '0x7f.0.0.1',
    '[::ffff:127.0.0.1]',
    'localhost',
    '0.0.0.0',
  ]
  const codes = spellings.map(async (host) =>
    codeOf(await reader.read(`http://${host}:${port}/page`, { signal: never() })),
  )
  expect(new Set(await Promise.all(codes))).toEqual(new Set(['page_address_refused']))
  expect(hits).toEqual([])
})

it('refuses a name when any of its addresses is private, after a redirect too', async () => {
  hits.length = 0
  const resolve = async () => ['93.184.216.34', '127.0.0.1']
  const reader = createPageReader({ fetchAllow: [`127.0.0.1:${port}`], resolve })
  const direct = await reader.read(`http://inside.test:${port}/page`, { signal: never() })
  const redirected = await reader.read(`${base}/to-name`, { signal: never() })
  expect([codeOf(direct), codeOf(redirected)]).toEqual(['page_address_refused', 'page_address_refused'])
  expect(hits).toEqual([`127.0.0.1:${port}/to-name`])
})

it('judges every connection by the look-up that it is made with', async () => {
  hits.length = 0
  const answers = [['10.0.0.1'], ['127.0.0.1']]
  let asked = 0
  const resolve = async () => answers[asked++] ?? []
  const reader = createPageReader({ fetchAllow: [], resolve })
  const outcomes = [
    codeOf(await reader.read(`http://rebind.test:${port}/page`, { signal: never() })),
    codeOf(await reader.read(`http://rebind.test:${port}/page`, { signal: never() })),
  ]
  expect(outcomes).toEqual(['page_address_refused', 'page_address_refused'])
  expect([asked, hits]).toEqual([2, []])
})

it('lets an allowed name through, and looks it up once: what was judged is what is connected to', async () => {
  let asked = 0
  const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2'])
  const reader = createPageReader({ fetchAllow: [`Inside.test:${port}`], resolve })
  expect(textOf(await reader.read(`http://inside.test:${port}/page`, { signal: never() }))).toBe(SENTENCE)
  expect(asked).toBe(1)
})

it.each([
  'ftp://example.com/',
  'file:///etc/hosts',
  'http://user:pass@example.com/',
  'no url',
  'javascript:1',
])('refuses the address %s', async (url) => {
  const reader = createPageReader({ fetchAllow: [] })
  expect(codeOf(await reader.read(url, { signal: never() }))).toBe('page_address_refused')
})

it('says that a name without an address is unavailable', async () => {
  const reader = createPageReader({
    fetchAllow: [],
    resolve: () => Promise.reject(new Error('ENOTFOUND')),
  })
  expect(codeOf(await reader.read('http://nowhere.test/', { signal: never() }))).toBe('page_unavailable')
})

it.each([
  ['/missing', 'page_not_found', false],
  ['/gone', 'page_not_found', false],
  ['/forbidden', 'page_unavailable', false],
  ['/broken', 'page_unavailable', true],
  ['/cut', 'page_unavailable', true],
  ['/pdf', 'page_unsupported', false],
  ['/pdf-as-html', 'page_unsupported', false],
  ['/json', 'page_unsupported', false],
  ['/empty', 'page_empty', false],
  ['/blank', 'page_empty', false],
])('answers %s with %s', async (path, code, retryable) => {
  expect(await read(path)).toMatchObject({ kind: 'unreadable', error: { code, retryable } })
})

it('says that a PDF is damaged', async () => {
  expect(await read('/pdf')).toMatchObject({
    error: { message: `${base}/pdf is a damaged PDF.` },
  })
})

it.each(['/slow', '/silent'])('gives up %s at its own deadline', async (path) => {
  expect(codeOf(await read(path, { timeoutMs: 150 }))).toBe('page_timeout')
})

it("takes the caller's deadline for a timeout, and rejects with any other abort of the caller's", async () => {
  const reader = createPageReader({ fetchAllow: [`127.0.0.1:${port}`] })
  expect(codeOf(await reader.read(`${base}/slow`, { signal: AbortSignal.timeout(100) }))).toBe('page_timeout')
  const reason = new Error('the reader has left')
  await expect(reader.read(`${base}/slow`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

it('cuts off an endless body and closes its connection', async () => {
  expect(codeOf(await read('/endless', { maxBytes: 1_000_000 }))).toBe('page_too_large')
  await expect.poll(() => closedBodies).toBe(1)
})

it('counts the decoded bytes of a gzip bomb and stops early', async () => {
  const before = process.memoryUsage().arrayBuffers
  expect(codeOf(await read('/bomb'))).toBe('page_too_large')
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
})

it.each([
  ['/latin1', 'Très… près.'],
  ['/wrong-charset', 'Très près.'],
  ['/unknown-charset', 'Très près.'],
])('decodes %s', async (path, text) => {
  expect(textOf(await read(path))).toBe(text)
})

it('takes the charset from the markup when the header names none', async () => {
  expect(textOf(await read('/meta-charset'))).toBe('潮汐')
})
