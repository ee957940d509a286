import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { checkPresigned } from './s3-presigned.ts'

/**
 * As much of S3 as an object store needs, over loopback: put, get and delete by path-style address. Takes
 * signed calls and presigned addresses only, and answers its errors in S3's XML. The account's secret is `test`.
 */
export async function startS3Server(options: { bucket: string; now?: () => number }) {
  const objects = new Map<string, Buffer>()
  const calls: string[] = []
  /** The next calls get this error instead, one each. */
  const failures: { status: number; code: string }[] = []

  type Call = Pick<IncomingMessage, 'method' | 'headers'> & { key: string; body: Buffer }
  function serve({ method, key, headers, body }: Call, response: ServerResponse) {
    if (method === 'PUT') {
      // A chunked upload would have to be unwrapped first.
      if (headers['content-encoding'] !== undefined) return refuse(response, 501, 'NotImplemented')
      objects.set(key, body)
      return response.end()
    }
    if (method === 'DELETE') {
      objects.delete(key)
      return response.writeHead(204).end()
    }
    const found = objects.get(key)
    return found ? response.end(found) : refuse(response, 404, 'NoSuchKey')
  }

  const server = createServer(async (request, response) => {
    const { method, headers } = request
    const body = await buffer(request)
    const { bucket, key } = parseAddress(request.url)
    calls.push(`${method} ${key}`)
    const failure = failures.shift()
    if (failure) return refuse(response, failure.status, failure.code)
    const refused = checkCall({ method, url: request.url, headers }, options.now?.() ?? Date.now())
    if (refused) return refuse(response, 403, refused)
    if (bucket !== options.bucket) return refuse(response, 404, 'NoSuchBucket')
    return serve({ method, key, headers, body }, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    calls,
    failures,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
export type S3Server = Awaited<ReturnType<typeof startS3Server>>

function checkCall(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  now: number,
) {
  const address = new URL(url, 'http://s3')
  if (address.searchParams.has('X-Amz-Signature')) {
    return checkPresigned({ method, url: address, headers }, { secret: 'test', now })
  }
  return headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ? undefined : 'AccessDenied'
}

function parseAddress(url = '/') {
  const [, bucket = '', ...names] = new URL(url, 'http://s3').pathname.split('/').map(decodeURIComponent)
  return { bucket, key: names.join('/') }
}

function refuse(response: ServerResponse, status: number, code: string) {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`
  return response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
}
