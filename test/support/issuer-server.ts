import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

type Signer = { kid: string; alg: string; key: CryptoKey; jwk: JWK }

/** An OIDC issuer on loopback: discovery, its published keys, and tokens signed with them. */
export async function startIssuer() {
  const published = new Map<string, Signer>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    if (issuer.isDown) return response.writeHead(503).end()
    response.writeHead(200, { 'content-type': 'application/json' })
    if (request.url === '/.well-known/openid-configuration') {
      return response.end(JSON.stringify({ issuer: issuer.claims, jwks_uri: `${address}/keys` }))
    }
    return response.end(JSON.stringify({ keys: [...published.values()].map(({ jwk }) => jwk) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const makeSigner = async (kid: string, alg = 'RS256'): Promise<Signer> => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    return { kid, alg, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
  }
  const issuer = {
    address,
    /** What the discovery document says. */
    claims: address,
    isDown: false,
    requests,
    makeSigner,
    async publish(kid: string, alg?: string) {
      const signer = await makeSigner(kid, alg)
      published.set(kid, signer)
      return signer
    },
    withdraw: (kid: string) => published.delete(kid),
    /** A token as the issuer signs it; `claims` come on top, and one that is undefined is left out. */
    sign(
      { kid, alg, key }: Signer,
      claims: Record<string, unknown> = {},
      header: object = {},
    ): Promise<string> {
      const nowS = Math.floor(Date.now() / 1_000)
      const all = { iss: address, aud: 'ingot', sub: 'ann', iat: nowS, exp: nowS + 600, ...claims }
      return new SignJWT(JSON.parse(JSON.stringify(all)))
        .setProtectedHeader({ alg, kid, ...header })
        .sign(key)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return issuer
}
export type IssuerServer = Awaited<ReturnType<typeof startIssuer>>
