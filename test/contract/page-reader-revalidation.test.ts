import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createPageReader } from '../../shared/adapters/pages/page-reader.ts'

const HTML = { 'content-type': 'text/html' }
const BODY = '<!doctype html><title>Tide</title><p>The tide in the bay rises twice a day.</p>'
const ETAG = '"v1"'
const MONDAY = 'Mon, 23 Nov 2026 08:00:00 GMT'
const DEFAULTS = { etag: null, lastModified: null, cacheControl: null }

type Seen = { path: string; etag: string | undefined; since: string | undefined }
const seen: Seen[] = []
let server: http.Server
let base: string

type Route = (request: http.IncomingMessage, response: http.ServerResponse) => void
const routes: Record<string, Route> = {
  '/etag': (request, response) => {
    const headers = { ...HTML, etag: ETAG, 'cache-control': 'max-age=120' }
    if (request.headers['if-none-match'] === ETAG) response.writeHead(304, headers).end()
    else response.writeHead(200, headers).end(BODY)
  },
  '/dated': (request, response) => {
    const headers = { ...HTML, 'last-modified': MONDAY }
    const isSame = request.headers['if-modified-since'] === MONDAY
    response.writeHead(isSame ? 304 : 200, headers).end(isSame ? undefined : BODY)
  },
  '/says-nothing-more': (_, response) => response.writeHead(304).end(),
  '/renewed': (_, response) =>
    response.writeHead(304, { etag: '"v2"', 'cache-control': 'max-age=600' }).end(),
  '/plain': (_, response) => response.writeHead(200, HTML).end(BODY),
  '/moved': (_, response) => response.writeHead(301, { location: '/etag#part' }).end(),
  '/broken': (_, response) => response.writeHead(503).end(),
}

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const { 'if-none-match': etag, 'if-modified-since': since } = request.headers
    seen.push({ path: request.url ?? '', etag, since })
    const route = routes[request.url ?? '']
    if (route) route(request, response)
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen.length = 0
})

const { signal } = new AbortController()
const reader = () => createPageReader({ fetchAllow: [new URL(base).host] })
const ask = (path: string, known: Partial<typeof KNOWN> & { url: string }) =>
  reader().revalidate(base + path, { signal, known: { ...DEFAULTS, ...known } })
const KNOWN = {
  etag: ETAG as string | null,
  lastModified: MONDAY as string | null,
  cacheControl: null as string | null,
}

it('tells what the site said of the life of a page', async () => {
  expect(await reader().read(`${base}/etag`, { signal })).toMatchObject({
    kind: 'page',
    page: { title: 'Tide' },
    caching: { etag: '"v1"', lastModified: null, cacheControl: 'max-age=120' },
  })
  expect(await reader().read(`${base}/dated`, { signal })).toMatchObject({
    caching: { etag: null, lastModified: 'Mon, 23 Nov 2026 08:00:00 GMT', cacheControl: null },
  })
  expect(seen).toEqual([
    { path: '/etag', etag: undefined, since: undefined },
    { path: '/dated', etag: undefined, since: undefined },
  ])
})

it('asks by ETag whether a page has changed', async () => {
  expect(await ask('/etag', { url: `${base}/etag`, etag: ETAG })).toEqual({
    kind: 'unchanged',
    caching: { etag: '"v1"', lastModified: null, cacheControl: 'max-age=120' },
  })
  expect(await ask('/etag', { url: `${base}/etag`, etag: '"v0"' })).toMatchObject({
    kind: 'page',
    page: { text: 'The tide in the bay rises twice a day.' },
    caching: { etag: '"v1"' },
  })
  expect(seen.map(({ etag, since }) => [etag, since])).toEqual([
    ['"v1"', undefined],
    ['"v0"', undefined],
  ])
})

it('asks by date whether a page has changed', async () => {
  expect(await ask('/dated', { url: `${base}/dated`, lastModified: MONDAY })).toMatchObject({
    kind: 'unchanged',
  })
  expect(
    await ask('/dated', { url: `${base}/dated`, lastModified: 'Sun, 22 Nov 2026 08:00:00 GMT' }),
  ).toMatchObject({ kind: 'page' })
  expect(seen.map(({ etag, since }) => [etag, since])).toEqual([
    [undefined, 'Mon, 23 Nov 2026 08:00:00 GMT'],
    [undefined, 'Sun, 22 Nov 2026 08:00:00 GMT'],
  ])
})

it('sends both where both are known', async () => {
  await ask('/etag', { ...KNOWN, url: `${base}/etag` })
  expect(seen).toEqual([{ path: '/etag', etag: '"v1"', since: 'Mon, 23 Nov 2026 08:00:00 GMT' }])
})

it('keeps what a 304 leaves out, and takes what it says', async () => {
  const known = { ...KNOWN, cacheControl: 'max-age=60' }
  const url = (path: string) => ({ ...known, url: base + path })
  expect(await ask('/says-nothing-more', url('/says-nothing-more'))).toEqual({
    kind: 'unchanged',
    caching: { etag: '"v1"', lastModified: 'Mon, 23 Nov 2026 08:00:00 GMT', cacheControl: 'max-age=60' },
  })
  expect(await ask('/renewed', url('/renewed'))).toEqual({
    kind: 'unchanged',
    caching: { etag: '"v2"', lastModified: 'Mon, 23 Nov 2026 08:00:00 GMT', cacheControl: 'max-age=600' },
  })
})

it('after a redirect asks only the address that the page came from', async () => {
  expect(await ask('/moved', { url: `${base}/etag`, etag: ETAG })).toMatchObject({ kind: 'unchanged' })
  expect(seen.map(({ path, etag }) => [path, etag])).toEqual([
    ['/moved', undefined],
    ['/etag', '"v1"'],
  ])
})

it('reads the whole page where another address is reached than the known one', async () => {
  const outcome = await ask('/moved', { url: `${base}/moved`, etag: ETAG })
  expect(outcome).toMatchObject({ kind: 'page', page: { url: `${base}/etag` } })
  expect(seen.map(({ path, etag }) => [path, etag])).toEqual([
    ['/moved', '"v1"'],
    ['/etag', undefined],
  ])
})

it('takes a 304 that nobody asked for as a failure', async () => {
  const failed = { kind: 'unreadable', error: { code: 'page_unavailable', retryable: false } }
  expect(await reader().read(`${base}/says-nothing-more`, { signal })).toMatchObject(failed)
  expect(await ask('/says-nothing-more', { url: `${base}/says-nothing-more` })).toMatchObject(failed)
  expect(await ask('/says-nothing-more', { ...KNOWN, url: `${base}/other` })).toMatchObject(failed)
})

it('fails like reading does', async () => {
  const known = { ...KNOWN, url: `${base}/broken` }
  expect(await ask('/broken', known)).toMatchObject({ error: { code: 'page_unavailable', retryable: true } })
  const reason = new Error('the reader has left')
  const left = reader().revalidate(`${base}/broken`, { signal: AbortSignal.abort(reason), known })
  await expect(left).rejects.toBe(reason)
  const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
  expect(await reader().revalidate(`${base}/broken`, { signal: late, known })).toMatchObject({
    error: { code: 'page_timeout' },
  })
})
