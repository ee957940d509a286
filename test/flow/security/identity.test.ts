import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Attempt, type SecureServer, startSecureServer } from '../../support/secure-server.ts'

const nowS = () => Math.floor(Date.now() / 1_000)
const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const with_ = (authorization: string) => (world: SecureServer) =>
  world.send('GET', '/v1/models', { authorization })
const bearer = (make: (world: SecureServer) => string | Promise<string>) => async (world: SecureServer) =>
  world.send('GET', '/v1/models', { authorization: `Bearer ${await make(world)}` })
const keyOf = ({ acme }: SecureServer) => acme.authorization.slice('Bearer '.length)
const claims = (more: Record<string, unknown>) => bearer(({ issuer, signer }) => issuer.sign(signer, more))
const partsOf = async ({ issuer, signer }: SecureServer) => (await issuer.sign(signer)).split('.')
const headed = (header: object, signature?: string) =>
  bearer(async (world) => {
    const [, payload, own] = await partsOf(world)
    return `${segment(header)}.${payload}.${signature ?? own}`
  })

const NOBODY = '401 unauthenticated'
const CALLERS: Attempt[] = [
  ['nothing', NOBODY, (world) => world.send('GET', '/v1/models', {})],
  ['an empty header', NOBODY, with_('')],
  ['a name and password', NOBODY, with_(`Basic ${btoa('ann:secret')}`)],
  ['Bearer and nothing', NOBODY, with_('Bearer')],
  ['Bearer and blanks', NOBODY, with_('Bearer    ')],
  ['two tokens', NOBODY, with_('Bearer one two')],
  ['a key without Bearer', NOBODY, async (world) => with_(keyOf(world))(world)],
  ['a key in the query', NOBODY, (world) => world.send('GET', `/v1/models?key=${keyOf(world)}`, {})],
  ['a key as x-api-key', NOBODY, (world) => world.send('GET', '/v1/models', { 'x-api-key': keyOf(world) })],
  [
    'a key in a cookie',
    NOBODY,
    (world) => world.send('GET', '/v1/models', { cookie: `key=${keyOf(world)}` }),
  ],
  ['a word', NOBODY, with_('Bearer hello')],
  ['9,000 characters', NOBODY, with_(`Bearer ${'x'.repeat(9_000)}`)],
  ['a key that nobody has', NOBODY, with_(`Bearer ingot_${'a'.repeat(16)}_${'b'.repeat(52)}`)],
  [
    'the secret of another key',
    NOBODY,
    bearer((world) => keyOf(world).slice(0, 23) + world.bolt.authorization.slice(-52)),
  ],
  [
    'a key whose last character is another',
    NOBODY,
    bearer((world) => keyOf(world).replace(/.$/, (last) => (last === 'a' ? 'q' : 'a'))),
  ],
  ['half a key', NOBODY, bearer((world) => keyOf(world).slice(0, 40))],
  ['a key and more', NOBODY, bearer((world) => `${keyOf(world)}a`)],
  ['a key in capitals', NOBODY, bearer((world) => keyOf(world).toUpperCase())],
  [
    "this machine's secret, guessed",
    NOBODY,
    with_('Bearer ingot_local_00000000-0000-0000-0000-000000000000'),
  ],
  ["this machine's secret, empty", NOBODY, with_('Bearer ingot_local_')],
  [
    'a revoked key',
    NOBODY,
    async (world) => {
      const key = await world.makeKey({ tenant: 'acme' })
      const { headers } = await operatorOf(world)
      await world.send('DELETE', `/v1/keys/${key.id}`, headers)
      return world.send('GET', '/v1/models', { ...key })
    },
  ],
  [
    'the secret before a rotation',
    NOBODY,
    async (world) => {
      const key = await world.makeKey({ tenant: 'acme' })
      const { headers } = await operatorOf(world)
      const type = { 'content-type': 'application/json' }
      await world.send('POST', `/v1/keys/${key.id}/rotate`, { ...headers, ...type }, '{"overlap_s":0}')
      return world.send('GET', '/v1/models', { ...key })
    },
  ],
  [
    'an expired key',
    NOBODY,
    async (world) => {
      const expires_at = new Date(Date.now() + 1_000).toISOString()
      const key = await world.makeKey({ tenant: 'acme', ...{ expires_at } })
      await new Promise((resolve) => setTimeout(resolve, 1_050))
      return world.send('GET', '/v1/models', { ...key })
    },
  ],
  ['an expired token', NOBODY, claims({ exp: nowS() - 3_600 })],
  ['a token without end', NOBODY, claims({ exp: undefined })],
  ['a token whose end is a word', NOBODY, claims({ exp: 'never' })],
  ['a token of tomorrow', NOBODY, claims({ nbf: nowS() + 86_400 })],
  ['a token for another service', NOBODY, claims({ aud: 'billing' })],
  ['a token of another issuer', NOBODY, claims({ iss: 'https://evil.example' })],
  ['a token of nobody', NOBODY, claims({ sub: undefined })],
  ['a token of a number', NOBODY, claims({ sub: 7 })],
  ['a token of alg none', NOBODY, headed({ alg: 'none' }, '')],
  ['a token of alg nOnE', NOBODY, headed({ alg: 'nOnE', kid: 'rsa' }, '')],
  ['a token of alg none with a signature', NOBODY, headed({ alg: 'none', kid: 'rsa' })],
  ['a token whose header lost its alg', NOBODY, headed({ kid: 'rsa' })],
  ['a token of a key that is not published', NOBODY, headed({ alg: 'RS256', kid: '../../rsa' })],
  ['a forged token', NOBODY, bearer(async ({ issuer }) => issuer.sign(await issuer.makeSigner('rsa')))],
  [
    'a token that brings its own key',
    NOBODY,
    bearer(async ({ issuer }) => {
      const stranger = await issuer.makeSigner('stranger')
      return issuer.sign(stranger, {}, { jwk: stranger.jwk })
    }),
  ],
  [
    'a token that names where its key is',
    NOBODY,
    bearer(async ({ issuer }) =>
      issuer.sign(await issuer.makeSigner('stranger'), {}, { jku: `${issuer.address}/evil` }),
    ),
  ],
  [
    'a token with another payload',
    NOBODY,
    bearer(async (world) => {
      const [header, payload = '', signature] = await partsOf(world)
      const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'root' }
      return `${header}.${segment(changed)}.${signature}`
    }),
  ],
  [
    'a token signed with the public key as a secret',
    NOBODY,
    bearer(async (world) => {
      const [, payload] = await partsOf(world)
      const header = segment({ alg: 'HS256', kid: 'rsa' })
      const secret = JSON.stringify(world.signer.jwk)
      return `${header}.${payload}.${createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')}`
    }),
  ],
  ['three words with dots', NOBODY, with_('Bearer a.b.c')],
]

/** As the caller `acme/ann`, but for those who may only read. */
const FORBIDDEN: Attempt[] = [
  [
    'adding, by who may read',
    '403 forbidden',
    (world) => world.post('/v1/documents', { title: 'x', text: 'y' }, world.reader),
  ],
  [
    'removing, by who may read',
    '403 forbidden',
    (world) => world.send('DELETE', `/v1/documents/${world.document}`, { ...world.reader }),
  ],
  ['making a key', '403 forbidden', (world) => world.post('/v1/keys', { name: 'x', tenant: 'bolt' })],
  [
    'making an operator',
    '403 forbidden',
    (world) => world.post('/v1/keys', { name: 'x', tenant: 'acme', scopes: ['operator'] }),
  ],
  ['listing keys', '403 forbidden', (world) => world.send('GET', '/v1/keys', { ...world.acme })],
  [
    'revoking a key',
    '403 forbidden',
    (world) => world.send('DELETE', `/v1/keys/${world.bolt.id}`, { ...world.acme }),
  ],
  ['rotating a key', '403 forbidden', (world) => world.post(`/v1/keys/${world.bolt.id}/rotate`, {})],
  ['purging', '403 forbidden', (world) => world.post('/v1/cache/purge', { host: 'example.org' })],
  [
    'reading the figures of all',
    '403 forbidden',
    (world) => world.send('GET', '/v1/cache/stats', { ...world.acme }),
  ],
  [
    'reading the metrics of all',
    '403 forbidden',
    (world) => world.send('GET', '/metrics', { ...world.acme }),
  ],
  [
    'documents of their own, by nobody known',
    '403 forbidden',
    (world) =>
      world.post('/v1/documents', { title: 'x', text: 'y', collection: 'my_documents' }, world.unknown),
  ],
]

/** What is another tenant's is as good as not there. */
const OTHERS: Attempt[] = [
  [
    'reading a document',
    '404 not_found',
    (world) => world.send('GET', `/v1/documents/${world.document}`, { ...world.acme }),
  ],
  [
    'removing a document',
    '404 not_found',
    (world) => world.send('DELETE', `/v1/documents/${world.document}`, { ...world.acme }),
  ],
  [
    'a summary of a document',
    '404 not_found',
    (world) => world.post('/v1/summaries', { document_id: world.document }),
  ],
  [
    'reading an answer',
    '404 not_found',
    (world) => world.send('GET', `/v1/answers/${world.answer}`, { ...world.acme }),
  ],
  [
    'the events of an answer',
    '404 not_found',
    (world) => world.send('GET', `/v1/answers/${world.answer}/events?after=0`, { ...world.acme }),
  ],
  ['cancelling an answer', '404 not_found', (world) => world.post(`/v1/answers/${world.answer}/cancel`, {})],
  [
    'judging an answer',
    '404 not_found',
    (world) => world.post(`/v1/answers/${world.answer}/feedback`, { verdict: 'wrong_hit' }),
  ],
  [
    'an id with the scope changed',
    '404 not_found',
    (world) => {
      const text = Buffer.from(world.answer.slice(4), 'base64url')
        .toString()
        .replace('user:bolt/bea', 'tenant:bolt')
      return world.send('GET', `/v1/answers/ans_${Buffer.from(text).toString('base64url')}`, {
        ...world.acme,
      })
    },
  ],
  [
    'an id of a scope within ours',
    '404 not_found',
    (world) => {
      const text = Buffer.from(world.answer.slice(4), 'base64url')
        .toString()
        .replace('user:bolt/bea', 'tenant:acme/../bolt')
      return world.send('GET', `/v1/answers/ans_${Buffer.from(text).toString('base64url')}`, {
        ...world.acme,
      })
    },
  ],
]

async function operatorOf(world: SecureServer) {
  const key = await world.makeKey({ tenant: 'ops', ...{ scopes: ['operator'] } })
  return { headers: { ...key } as Record<string, string> }
}

let world: SecureServer
beforeAll(async () => {
  world = await startSecureServer()
})
afterAll(() => world.close())

it.each(CALLERS)('nobody is known by %s', async (_, refusal, send) => {
  const response = await send(world)
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer(?: error="invalid_token")?$/)
  await world.expectRefused(response, refusal)
})

it.each(FORBIDDEN)('not allowed is %s', async (_, refusal, send) => {
  await world.expectRefused(await send(world), refusal)
})

it.each(OTHERS)("of another tenant's things, refused is %s", async (_, refusal, send) => {
  await world.expectRefused(await send(world), refusal)
  await world.expectServed()
})

it('the log names no key, no token and no question', () => {
  const log = world.logged.join('')
  expect(log).toContain('"event":"request"')
  expect(log).not.toMatch(/vault|heron|eyJ|Bearer|acme|bolt/)
  for (const { authorization } of [world.acme, world.bolt])
    expect(log).not.toContain(authorization.slice(-52))
})
