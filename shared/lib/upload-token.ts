import { createHmac, timingSafeEqual } from 'node:crypto'

/** What an address to put a file to allows. */
export type UploadClaims = { shelf: string; id: string; expiresAt: number }

const TOKEN = /^([\w-]{1,600})\.([\w-]{43})$/

const signatureOf = (payload: string, secret: string) =>
  createHmac('sha256', secret).update(payload).digest('base64url')

/** `<claims>.<signature>`, both base64url; every upload has a secret of its own, which goes when it goes. */
export function writeUploadToken(claims: UploadClaims, secret: string): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${payload}.${signatureOf(payload, secret)}`
}

/** What a token claims, not yet believed; undefined when it is none. */
export function readUploadToken(
  token: string,
): { claims: UploadClaims; isSignedBy(secret: string): boolean } | undefined {
  const [, payload = '', signature = ''] = TOKEN.exec(token) ?? []
  const claims = parse(payload)
  if (!claims) return undefined
  return {
    claims,
    isSignedBy: (secret) =>
      timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(payload, secret))),
  }
}

function parse(payload: string): UploadClaims | undefined {
  try {
    const { shelf, id, expiresAt } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const isWhole = typeof shelf === 'string' && typeof id === 'string' && typeof expiresAt === 'number'
    return isWhole ? { shelf, id, expiresAt } : undefined
  } catch {
    return undefined
  }
}
