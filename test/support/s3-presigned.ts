import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * What S3 makes of an address that was signed with Signature Version 4 in its query
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html): undefined when it is let in, else the
 * code of its error. `secret` is the one of the only account.
 */
export function checkPresigned(
  { method, url, headers }: { method: string; url: URL; headers: IncomingHttpHeaders },
  { secret, now }: { secret: string; now: number },
): string | undefined {
  const query = url.searchParams
  const of = (name: string) => query.get(`X-Amz-${name}`) ?? ''
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(of('Date')) ?? []
  const signedAt = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!)
  const signed = of('SignedHeaders').split(';')
  const canonical = [
    method,
    url.pathname,
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    signed.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const scope = of('Credential').split('/').slice(1)
  const toSign = [
    'AWS4-HMAC-SHA256',
    of('Date'),
    scope.join('/'),
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n')
  const key = scope.reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secret}`)
  if (hmac(key, toSign).toString('hex') !== of('Signature')) return 'SignatureDoesNotMatch'
  return signedAt + Number(of('Expires')) * 1_000 < now ? 'AccessDenied' : undefined
}
