import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTokenVerifier } from '../../shared/adapters/oidc/verify-token.ts'
import { parseAccess } from '../../shared/config/access.ts'
import { type IssuerServer, startIssuer } from '../support/issuer-server.ts'

type Signer = Awaited<ReturnType<IssuerServer['publish']>>

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const nowS = () => Math.floor(Date.now() / 1_000)

describe('tokens of an OIDC issuer', () => {
  let issuer: IssuerServer
  let rsa: Signer
  beforeAll(async () => {
    issuer = await startIssuer()
    rsa = await issuer.publish('rsa')
  })
  afterEach(() => vi.useRealTimers())
  afterAll(() => issuer.close())

  const verifierFor = (more: object = {}) => {
    const rules = { issuer: issuer.address, audience: 'ingot', tenant: 'acme', ...more }
    const { issuers } = parseAccess({ issuers: [rules] })
    return createTokenVerifier({ issuers, clock: { now: () => Date.now() } })
  }
  const refused = (token: string, verify = verifierFor()) =>
    verify(token).then(
      () => 'accepted',
      ({ code, message }) => `${code}: ${message}`,
    )

  it('are found out by the keys that discovery names, fetched once', async () => {
    const verify = verifierFor()
    issuer.requests.length = 0
    const callers = await Promise.all(Array.from({ length: 20 }, async () => verify(await issuer.sign(rsa))))
    expect(callers[0]).toEqual({ tenant: 'acme', user: `${issuer.address}|ann`, scopes: ['read', 'write'] })
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  it.each(['ES256', 'PS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const signer = await issuer.publish(`of-${alg}`, alg)
    expect((await verifierFor()(await issuer.sign(signer))).tenant).toBe('acme')
  })

  it('tell tenant and operators by claims', async () => {
    const operators = { claim: 'groups', value: 'ingot-operators' }
    const verify = verifierFor({ tenant: undefined, tenant_claim: 'org', operators })
    const token = await issuer.sign(rsa, { org: 'bolt', groups: ['staff', 'ingot-operators'] })
    expect(await verify(token)).toMatchObject({ tenant: 'bolt', scopes: ['read', 'write', 'operator'] })
    const other = await issuer.sign(rsa, { org: 'bolt', groups: 'ingot-operators-not' })
    expect((await verify(other)).scopes).toEqual(['read', 'write'])
    for (const org of [undefined, '', 7, ['bolt'], { a: 1 }, '\ud800'])
      expect(await refused(await issuer.sign(rsa, { org }), verify)).toBe(
        'unauthenticated: The token does not say which tenant it is for.',
      )
  })

  const CLAIMS: [string, Record<string, unknown>, string][] = [
    ['expired', { exp: nowS() - 31 }, 'The token has expired.'],
    ['without end', { exp: undefined }, 'The token\'s claim "exp" is not accepted here.'],
    ['not yet good', { nbf: nowS() + 60 }, 'The token\'s claim "nbf" is not accepted here.'],
    ['for others', { aud: 'billing' }, 'The token\'s claim "aud" is not accepted here.'],
    ['for nobody', { aud: undefined }, 'The token\'s claim "aud" is not accepted here.'],
    ['of nobody', { sub: undefined }, 'The token\'s claim "sub" is not accepted here.'],
    ['of an empty name', { sub: '' }, 'The token does not say whose it is.'],
    [
      'of another issuer',
      { iss: 'https://evil.example' },
      'The token was issued by nobody who is trusted here.',
    ],
    ['of no issuer', { iss: undefined }, 'The token was issued by nobody who is trusted here.'],
  ]
  it.each(CLAIMS)('are refused when %s', async (_, claims, message) => {
    expect(await refused(await issuer.sign(rsa, claims))).toBe(`unauthenticated: ${message}`)
  })

  it('may be 30 s off, either way', async () => {
    const verify = verifierFor()
    expect((await verify(await issuer.sign(rsa, { exp: nowS() - 25 }))).tenant).toBe('acme')
    expect((await verify(await issuer.sign(rsa, { nbf: nowS() + 25 }))).tenant).toBe('acme')
  })

  it('are refused without a signature, with another one, and with none of ours', async () => {
    const good = await issuer.sign(rsa)
    const [header = '', payload = '', signature = ''] = good.split('.')
    const stranger = await issuer.makeSigner('rsa')
    const invalid = 'unauthenticated: The token is not valid here.'
    const none = segment({ alg: 'none', typ: 'JWT' })
    for (const alg of ['none', 'None', 'NONE']) {
      expect(await refused(`${segment({ alg })}.${payload}.`)).toBe(invalid)
      expect(await refused(`${segment({ alg, kid: 'rsa' })}.${payload}.${signature}`)).toBe(invalid)
    }
    expect(await refused(`${none}.${payload}.${signature}`)).toBe(invalid)
    expect(await refused(await issuer.sign(stranger))).toBe(invalid)
    const tampered = segment({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'eve' })
    expect(await refused(`${header}.${tampered}.${signature}`)).toBe(invalid)
    expect(await refused(`${header}.${payload}.${signature.slice(0, -4)}`)).toBe(invalid)
    expect(await refused('a.b.c')).toBe('unauthenticated: The token is not a JWT.')
  })

  it('are refused when the public key was taken for a shared secret', async () => {
    const [, payload = ''] = (await issuer.sign(rsa)).split('.')
    for (const secret of [JSON.stringify(rsa.jwk), rsa.jwk.n ?? '', `${rsa.jwk.n}${rsa.jwk.e}`]) {
      const header = segment({ alg: 'HS256', kid: 'rsa' })
      const signature = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
      expect(await refused(`${header}.${payload}.${signature}`)).toBe(
        'unauthenticated: The token is not valid here.',
      )
    }
  })

  it('choose neither their key nor where it is fetched from', async () => {
    const stranger = await issuer.makeSigner('stranger')
    const headers = [{ jwk: stranger.jwk }, { jku: `${issuer.address}/evil` }, { crit: ['b64'], b64: true }]
    issuer.requests.length = 0
    const verify = verifierFor()
    for (const header of headers) {
      const token = await issuer.sign(stranger, {}, { kid: 'rsa', ...header })
      expect(await refused(token, verify)).toBe('unauthenticated: The token is not valid here.')
    }
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  it('are good only by the algorithms that are pinned', async () => {
    const token = await issuer.sign(rsa)
    expect(await refused(token, verifierFor({ algorithms: ['ES256'] }))).toBe(
      'unauthenticated: The token is not valid here.',
    )
  })

  it('of a new key are good once the keys may be fetched again, and of a withdrawn one no longer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const verify = verifierFor()
    await verify(await issuer.sign(rsa))
    const fresh = await issuer.publish('fresh')
    issuer.requests.length = 0
    for (let n = 0; n < 20; n += 1)
      expect(await refused(await issuer.sign(fresh), verify)).not.toBe('accepted')
    expect(issuer.requests).toEqual([])
    vi.setSystemTime(Date.now() + 10_001)
    expect((await verify(await issuer.sign(fresh))).tenant).toBe('acme')
    expect(issuer.requests).toEqual(['/keys'])
    issuer.withdraw('fresh')
    expect((await verify(await issuer.sign(fresh))).tenant).toBe('acme')
    vi.setSystemTime(Date.now() + 300_001)
    expect(await refused(await issuer.sign(fresh), verify)).toBe(
      'unauthenticated: The token is not valid here.',
    )
  })

  it('cannot be told while the issuer is away, who is then left alone for 5 s', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const verify = verifierFor()
    issuer.isDown = true
    issuer.requests.length = 0
    const away = 'issuer_unavailable: Who issued the token cannot be asked for its keys now.'
    for (let n = 0; n < 5; n += 1) expect(await refused(await issuer.sign(rsa), verify)).toBe(away)
    expect(issuer.requests).toHaveLength(1)
    issuer.isDown = false
    vi.setSystemTime(Date.now() + 5_000)
    expect((await verify(await issuer.sign(rsa))).tenant).toBe('acme')
  })

  it('are not believed by the word of a discovery document of another issuer', async () => {
    issuer.claims = 'https://another.example'
    expect(await refused(await issuer.sign(rsa))).toContain('issuer_unavailable')
    issuer.claims = issuer.address
  })
})
