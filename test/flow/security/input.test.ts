import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Attempt, JSON_TYPE, type SecureServer, startSecureServer } from '../../support/secure-server.ts'

const INVALID = '400 invalid_request'
const NO_JSON = '400 invalid_json'
const NOT_FOUND = '404 not_found'
const QUESTION = { question: 'What causes the tides?' }
const answers = (body: unknown) => (world: SecureServer) => world.post('/v1/answers', body)
const get = (route: string) => (world: SecureServer) => world.send('GET', route, { ...world.acme })
const bytes = (body: Uint8Array<ArrayBuffer>) => (world: SecureServer) =>
  world.send('POST', '/v1/answers', { ...world.acme, ...JSON_TYPE }, body)
const typed = (type: Record<string, string>) => (world: SecureServer) =>
  world.send('POST', '/v1/answers', { ...world.acme, ...type }, JSON.stringify(QUESTION))
const form = (make: (form: FormData) => void) => (world: SecureServer) => {
  const data = new FormData()
  make(data)
  return world.send('POST', '/v1/documents', { ...world.acme }, data)
}
const file = (name: string, text: string | Uint8Array<ArrayBuffer> = 'The gate opens at nine.') =>
  form((data) => data.append('file', new Blob([text]), name))
const raw =
  (head: string, body = '') =>
  (world: SecureServer) =>
    world.raw(
      `${head}\r\nHost: x\r\nAuthorization: ${world.acme.authorization}\r\nConnection: close\r\n\r\n${body}`,
    )
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

const BODIES: Attempt[] = [
  ['a number for the question', INVALID, answers({ question: 7 })],
  ['a list for the question', INVALID, answers({ question: ['a'] })],
  ['an object for the question', INVALID, answers({ question: { $ne: null } })],
  ['null for the question', INVALID, answers({ question: null })],
  ['blanks for the question', INVALID, answers({ question: ' \t\n' })],
  ['no question', INVALID, answers({})],
  ['4,001 characters', INVALID, answers({ question: 'x'.repeat(4_001) })],
  ['10 MB of question', INVALID, answers({ question: 'x'.repeat(10_000_000) })],
  [
    '10 MB of fields',
    INVALID,
    answers(`{${Array.from({ length: 500_000 }, (_, n) => `"field${n}":${n}`).join()}}`),
  ],
  ['10 MB of list', INVALID, answers({ ...QUESTION, sources: Array(1_400_000).fill('web') })],
  ['21 MB', '413 payload_too_large', answers(`{"question":"${'x'.repeat(21_000_000)}"}`)],
  ['a hundred thousand brackets', NO_JSON, answers('['.repeat(100_000))],
  ['a hundred thousand objects', NO_JSON, answers('{"a":'.repeat(100_000))],
  ['lists 33 deep', NO_JSON, answers(`{"question":${nested(32)}}`)],
  ['__proto__', INVALID, answers('{"question":"x","__proto__":{"scopes":["operator"]}}')],
  ['__proto__ within', INVALID, answers('{"question":"x","filters":{"__proto__":{"polluted":1}}}')],
  ['constructor.prototype', INVALID, answers('{"question":"x","constructor":{"prototype":{"polluted":1}}}')],
  ['an unknown field', INVALID, answers({ ...QUESTION, admin: true })],
  ['the tenant of another', INVALID, answers({ ...QUESTION, tenant: 'bolt' })],
  ['a scope', INVALID, answers({ ...QUESTION, scope: 'user:bolt/bea' })],
  ['an unknown mode', INVALID, answers({ ...QUESTION, mode: 'sudo' })],
  ['a model of another name', INVALID, answers({ ...QUESTION, model: '../../etc/passwd' })],
  ['a text for a number', INVALID, answers({ ...QUESTION, max_sources: '8' })],
  ['a number without end', INVALID, answers('{"question":"x","max_sources":1e999}')],
  ['a half of a source', INVALID, answers({ ...QUESTION, max_sources: 0.5 })],
  ['a region that is none', INVALID, answers({ ...QUESTION, region: 'DE\r\nX-Evil: 1' })],
  ['a language that is none', INVALID, answers({ ...QUESTION, language: 'en"; DROP TABLE' })],
  ['a host that is none', INVALID, answers({ ...QUESTION, filters: { domains_allow: ['a/../b'] } })],
  ['a date that is none', INVALID, answers({ ...QUESTION, filters: { published_after: '2026-02-30' } })],
  ['nothing', NO_JSON, answers('')],
  ['half of it', NO_JSON, answers('{"question":"x"')],
  ['two of them', NO_JSON, answers('{"question":"x"}{"question":"y"}')],
  ['NaN', NO_JSON, answers('{"question":"x","max_sources":NaN}')],
  ['invalid UTF-8', NO_JSON, bytes(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]))],
  ['overlong UTF-8', NO_JSON, bytes(Buffer.from([0x22, 0xc0, 0xaf, 0x22]))],
  ['half a surrogate in UTF-8', NO_JSON, bytes(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))],
  ['UTF-16', NO_JSON, bytes(Buffer.from(JSON.stringify(QUESTION), 'utf16le'))],
  ['text', '415 unsupported_media_type', typed({ 'content-type': 'text/plain' })],
  ['XML', '415 unsupported_media_type', typed({ 'content-type': 'application/xml' })],
  ['a compressed body', '415 unsupported_media_type', typed({ ...JSON_TYPE, 'content-encoding': 'gzip' })],
  [
    'an idempotency key of 256 characters',
    INVALID,
    typed({ ...JSON_TYPE, 'idempotency-key': 'x'.repeat(256) }),
  ],
]

const THINGS: Attempt[] = [
  [
    'a summary of two things',
    INVALID,
    (world) => world.post('/v1/summaries', { text: 'a', url: 'https://a.org' }),
  ],
  ['a file as a page', INVALID, (world) => world.post('/v1/summaries', { url: 'file:///etc/passwd' })],
  ['script as a page', INVALID, (world) => world.post('/v1/documents', { url: 'javascript:alert(1)' })],
  [
    'the metadata service as a page',
    '422 page_address_refused',
    (world) => world.post('/v1/documents', { url: 'http://169.254.169.254/latest/' }),
  ],
  [
    'the machine itself as a page',
    '422 page_address_refused',
    (world) => world.post('/v1/documents', { url: `${world.address}/v1/keys` }),
  ],
  [
    'a password in an address',
    '422 page_address_refused',
    (world) => world.post('/v1/documents', { url: 'http://ann:x@[::1]:80/' }),
  ],
  [
    'a summary of a document by path',
    NOT_FOUND,
    (world) => world.post('/v1/summaries', { document_id: '../../owner.json' }),
  ],
  ['a document by path', NOT_FOUND, get('/v1/documents/..%2f..%2fowner.json')],
  ['a document by NUL', NOT_FOUND, get('/v1/documents/doc_%00')],
  ['a document by bytes that are no text', NOT_FOUND, get('/v1/documents/%ff%fe')],
  ['a file beside the pages', NOT_FOUND, get('/docs/..%2f..%2fpackage.json')],
  ['a hidden file', NOT_FOUND, get('/docs/.env')],
  ['an answer by path', NOT_FOUND, get('/v1/answers/..%2f..%2fowner.json')],
  ['an answer of 6,000 characters', NOT_FOUND, get(`/v1/answers/ans_${'A'.repeat(6_000)}`)],
  ['an answer in the prototype', NOT_FOUND, get('/v1/answers/__proto__')],
  ['events from before the first', INVALID, get('/v1/answers/ans_x/events?after=-1')],
  ['events from a word', INVALID, get('/v1/answers/ans_x/events?after=NaN')],
  ['a list of -1', INVALID, get('/v1/documents?limit=-1')],
  ['a list of a million', INVALID, get('/v1/documents?limit=1000000')],
  ['a list by an unknown field', INVALID, get('/v1/documents?tenant=bolt')],
  [
    'an unknown verdict',
    INVALID,
    (world) => world.post(`/v1/answers/${world.answer}/feedback`, { verdict: 'drop' }),
  ],
  ['a form without a file', INVALID, form((data) => data.append('title', 'x'))],
  [
    'a form with two files',
    INVALID,
    form((data) => {
      data.append('file', new Blob(['a']), 'a.txt')
      data.append('file', new Blob(['b']), 'b.txt')
    }),
  ],
  [
    'a form with an unknown field',
    INVALID,
    form((data) => {
      data.append('file', new Blob(['a']), 'a.txt')
      data.append('tenant', 'bolt')
    }),
  ],
  ['a file of nothing', '422 page_empty', file('a.txt', ' ')],
  [
    'a program',
    '422 file_not_text',
    file('a.txt', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 255, 0])),
  ],
  [
    'a method that is none',
    '405 method_not_allowed',
    (world) => world.send('PUT', '/v1/answers', { ...world.acme }),
  ],
  ['an address that is none', NOT_FOUND, get('/v1/secrets')],
]

const WIRE: Attempt[] = [
  ['a line break within a header', '400 nothing', raw('GET /v1/models HTTP/1.1\r\nX-Request-Id: a\rEvil: 1')],
  ['a header without a name', '400 nothing', raw('GET /v1/models HTTP/1.1\r\n: 1')],
  [
    'two lengths',
    '400 nothing',
    raw('POST /v1/answers HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6', 'hello'),
  ],
  [
    'a length and chunks',
    '400 nothing',
    raw('POST /v1/answers HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
  ],
  ['a length below nothing', '400 nothing', raw('POST /v1/answers HTTP/1.1\r\nContent-Length: -5', 'hello')],
  ['a path with a blank', '400 nothing', raw('GET /v1/models evil HTTP/1.1')],
  [
    '20,000 characters of headers',
    '431 nothing',
    raw(`GET /v1/models HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}`),
  ],
]

let world: SecureServer
beforeAll(async () => {
  world = await startSecureServer()
})
afterAll(() => world.close())

it.each(BODIES)('a body of %s is refused', { timeout: 30_000 }, async (_, refusal, send) => {
  await world.expectRefused(await send(world), refusal)
})

it.each(THINGS)('%s is refused', async (_, refusal, send) => {
  await world.expectRefused(await send(world), refusal)
})

it.each(WIRE)('%s is refused', async (_, refusal, send) => {
  await world.expectRefused(await send(world), refusal)
})

it('after all of it nothing has changed, and the others are served', async () => {
  await world.expectServed()
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(world.logged.filter((line) => line.includes('"level":"error"'))).toEqual([])
})

it.each([
  '../../../evil.txt',
  '..\\..\\evil.txt',
  '/etc/evil.txt',
  'evil.txt\0.pdf',
  `${'e'.repeat(300)}.txt`,
])('a file of the name %j is kept under a name of ours', async (name) => {
  const added = await file(name, `The gate of ${JSON.stringify(name)} opens at nine.`)(world)
  expect(added.status).toBe(201)
  const files = await readdir(world.stateDir, { recursive: true })
  expect(files.filter((each) => /evil|\.txt/.test(path.basename(each)))).toEqual([])
})

it('a request id that could forge a line is not taken over', async () => {
  for (const id of ['a b', 'a"}', 'x'.repeat(65), 'é']) {
    const response = await world.send('GET', '/v1/models', { ...world.acme, 'x-request-id': id })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})
