import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPageReader } from '../../shared/adapters/pages/page-reader.ts'
import type { PageReader } from '../../shared/ports/page-reader.ts'
import { startDnsServer } from '../support/dns-server.ts'

/** Public addresses that are never reached: the sockets to them are closed as they are opened. */
const PUBLIC = '8.8.4.4'
const OTHER_PUBLIC = '2001:4860:4860::8844'

const at = (...addresses: string[]) => [{ addresses }]
const ZONE = {
  'start.test': at('127.0.0.1'),
  'public.test': at(PUBLIC),
  'public6.test': at(OTHER_PUBLIC),
  'loopback.test': at('127.0.0.1'),
  'mixed.test': at(PUBLIC, '127.0.0.1'),
  'mixed6.test': at(PUBLIC, '::1'),
  'metadata.test': at('169.254.169.254'),
  'cgnat.test': at('100.64.0.1'),
  'benchmark.test': at('198.18.0.1'),
  'mapped.test': at('::ffff:127.0.0.1'),
  'compatible.test': at('::7f00:1'),
  'nat64.test': at('64:ff9b::7f00:1'),
  'local-nat64.test': at('64:ff9b:1::7f00:1'),
  'six-to-four.test': at('2002:7f00:1::1'),
  'teredo.test': at('2001:0:7f00:1::1'),
  'ula.test': at('fd00:ec2::254'),
  'link-local.test': at('fe80::1'),
  'site-local.test': at('fec0::1'),
  'alias.test': [{ alias: 'loopback.test' }],
  'long-alias.test': [{ alias: 'alias.test' }],
  'alias-to-metadata.test': [{ alias: 'metadata.test' }],
  'rebinds.test': [{ addresses: [PUBLIC] }, { addresses: ['127.0.0.1'] }],
  'rebinds-later.test': [{ addresses: ['127.0.0.1'] }, { addresses: [PUBLIC] }],
  'rebinds-on.test': [{ addresses: ['127.0.0.1'] }, { addresses: [PUBLIC] }],
  'xn--lpb-hoa.test': at('10.0.0.1'),
  'wiki.internal': at(PUBLIC),
  'printer.local': at(PUBLIC),
  'app.localhost': at(PUBLIC),
  'router.lan': at(PUBLIC),
  'home.home.arpa': at(PUBLIC),
  'service.onion': at(PUBLIC),
  intranet: at(PUBLIC),
}

let dns: Awaited<ReturnType<typeof startDnsServer>>
let server: http.Server
let port: number
let reader: PageReader
/** Requests that came through, as `host path`. */
const served: string[] = []
/** Addresses that sockets were opened to. */
const opened: string[] = []

function watch(message: unknown): void {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (address: string) => {
    opened.push(address)
    if (address !== '127.0.0.1') process.nextTick(() => socket.destroy(new Error('no way out')))
  })
}

beforeAll(async () => {
  dns = await startDnsServer(ZONE)
  // A redirect to wherever the query says, any number of times.
  server = http.createServer((request, response) => {
    served.push(`${request.headers.host} ${request.url?.split('?')[0]}`)
    const targets = new URL(request.url ?? '', 'http://start.test').searchParams.getAll('to')
    const [next, ...later] = targets
    if (next === undefined)
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end('secret')
    const rest = later.map((target) => `to=${encodeURIComponent(target)}`).join('&')
    response.writeHead(302, { location: rest ? `${next}?${rest}` : next }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  reader = createPageReader({ fetchAllow: [`start.test:${port}`], resolve: dns.resolve, timeoutMs: 2_000 })
  subscribe('net.client.socket', watch)
})
afterAll(async () => {
  unsubscribe('net.client.socket', watch)
  server.closeAllConnections()
  server.close()
  await dns.close()
})
beforeEach(() => {
  served.length = 0
  opened.length = 0
})

async function codeOf(url: string): Promise<string> {
  const outcome = await reader.read(url.replace('PORT', String(port)), {
    signal: new AbortController().signal,
  })
  return outcome.kind === 'page' ? outcome.page.text : outcome.error.code
}

const LITERALS = [
  'http://127.0.0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.0.0.1:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://017700000001:PORT/',
  'http://0x7f.1:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://127。0。0。1:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://10.0.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://100.127.255.255/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://192.0.0.192/',
  'http://192.0.2.1/',
  'http://198.19.255.255/',
  'http://203.0.113.9/',
  'http://192.88.99.1/',
  'http://224.0.0.251/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[::]:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
  'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[64:ff9b:1::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[2001:0:7f00:1::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fc00::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://[3fff::1]/',
  'http://[100::1]/',
]

const FORMS = [
  'file:///etc/hosts',
  'ftp://public.test/',
  'gopher://127.0.0.1:PORT/_x',
  'data:text/html,secret',
  'javascript:alert(1)',
  'blob:http://start.test/1',
  'http://user@public.test/',
  'http://user:secret@start.test:PORT/',
  'http://public.test@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@public.test/',
  'http://[fe80::1%25eth0]/',
  'http://[::1/',
  'http://1.2.3.256/',
  'http://public.test:99999/',
  'http://public.test:22/',
  'http://public.test:25/',
  'http://public.test:6379:80/',
  'http://public.test:6000/',
  '//127.0.0.1/',
  'no address',
]

const NAMES = [
  'http://localhost:PORT/',
  'http://localhost.:PORT/',
  'http://LOCALHOST:PORT/',
  'http://loopback.test:PORT/',
  'http://loopback.test.:PORT/',
  'http://start.test.:PORT/',
  'http://start.test:8099/',
  'http://mixed.test:PORT/',
  'http://mixed6.test:PORT/',
  'http://metadata.test/',
  'http://cgnat.test/',
  'http://benchmark.test/',
  'http://mapped.test:PORT/',
  'http://compatible.test:PORT/',
  'http://nat64.test/',
  'http://local-nat64.test/',
  'http://six-to-four.test/',
  'http://teredo.test/',
  'http://ula.test/',
  'http://link-local.test/',
  'http://site-local.test/',
  'http://alias.test:PORT/',
  'http://long-alias.test:PORT/',
  'http://alias-to-metadata.test/',
  'http://rebinds-later.test:PORT/',
  'http://lüpb.test/',
  'http://wiki.internal/',
  'http://printer.local/',
  'http://app.localhost/',
  'http://router.lan/',
  'http://home.home.arpa/',
  'http://service.onion/',
  'http://intranet/',
]

describe('the guard refuses, and opens no socket to', () => {
  it.each(LITERALS)('the address in %s', async (url) => {
    expect(await codeOf(url)).toBe('page_address_refused')
    expect(opened).toEqual([])
  })

  it.each(FORMS)('%s', async (url) => {
    expect(await codeOf(url)).toBe('page_address_refused')
    expect(opened).toEqual([])
  })

  it.each(NAMES)('the name in %s', async (url) => {
    expect(await codeOf(url)).toBe('page_address_refused')
    expect(opened).toEqual([])
  })
})

const startAt = (...targets: string[]) =>
  `http://start.test:PORT/?${targets.map((target) => `to=${encodeURIComponent(target.replace('PORT', String(port)))}`).join('&')}`

describe('a redirect from a host that is let through', () => {
  it.each([
    ['http://127.0.0.1:PORT/secret'],
    ['http://2130706433:PORT/secret'],
    ['http://[::1]:PORT/secret'],
    ['http://[::ffff:7f00:1]:PORT/secret'],
    ['//127.0.0.1:PORT/secret'],
    ['http://loopback.test:PORT/secret'],
    ['http://alias.test:PORT/secret'],
    ['http://mixed.test:PORT/secret'],
    ['http://rebinds-on.test:PORT/secret'],
    ['http://metadata.test/latest/meta-data/'],
    ['https://169.254.169.254/latest/meta-data/'],
    ['http://wiki.internal/'],
    ['file:///etc/hosts'],
    ['http://user:secret@start.test:PORT/secret'],
    ['http://start.test:22/'],
    ['http://start.test:PORT/', 'http://127.0.0.1:PORT/secret'],
    ['/again', 'http://start.test:PORT/third', '//[::1]:PORT/secret'],
  ])('does not lead to %s %s', async (...targets) => {
    expect(await codeOf(startAt(...targets.filter((target) => target !== undefined)))).toBe(
      'page_address_refused',
    )
    expect(served.filter((request) => request.endsWith('/secret'))).toEqual([])
    expect(served.length).toBe(targets.length)
    expect(new Set(opened)).toEqual(new Set(['127.0.0.1']))
  })

  it('leads on to the same host', async () => {
    expect(await codeOf(startAt('/page'))).toBe('secret')
    expect(served).toEqual([`start.test:${port} /`, `start.test:${port} /page`])
  })

  it('ends after five', async () => {
    const loop = ['/1', '/2', '/3', '/4', '/5', '/6']
    expect(await codeOf(startAt(...loop))).toBe('page_too_many_redirects')
    expect(served.length).toBe(6)
  })
})

describe('a name whose address changes', () => {
  it('is looked up once, and the address that was judged is the one connected to', async () => {
    expect(await codeOf('http://rebinds.test:PORT/secret')).toBe('page_unavailable')
    expect(opened).toEqual([PUBLIC])
    expect([dns.questions('A', 'rebinds.test'), dns.questions('AAAA', 'rebinds.test')]).toEqual([1, 1])
    expect(await codeOf('http://rebinds.test:PORT/secret')).toBe('page_address_refused')
    expect(opened).toEqual([PUBLIC])
  })
})

describe('what is public', () => {
  it.each([
    ['http://public.test/', PUBLIC],
    ['http://public.test.:8080/', PUBLIC],
    ['http://public6.test/', OTHER_PUBLIC],
    ['http://8.8.4.4/', PUBLIC],
    ['http://[64:ff9b::808:404]/', '64:ff9b::808:404'],
  ])('is connected to: %s', async (url, address) => {
    expect(await codeOf(url)).toBe('page_unavailable')
    expect(opened).toEqual([address])
  })

  it('has a name that does not exist told apart', async () => {
    expect(await codeOf('http://nowhere.test/')).toBe('page_unavailable')
    expect(opened).toEqual([])
  })
})
