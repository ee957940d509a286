import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/**
 * As much of S3 as an object store needs, over loopback: put, get and delete by path-style address. Takes
 * signed calls only, and answers its errors in S3's XML.
 */
export async function startS3Server(options: { bucket: string }) {
  const objects = new Map<string, Buffer>()
  const calls: string[] = []
  /** The next calls get this error instead, one each. */
  const failures: { status: number; code: string }[] = []

  const server = createServer(async (request, response) => {
    const { method, headers } = request
    const body = await buffer(request)
    const { bucket, key } = parseAddress(request.url)
    calls.push(`${method} ${key}`)
    const failure = failures.shift()
    if (failure) return refuse(response, failure.status, failure.code)
    if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return refuse(response, 403, 'AccessDenied')
    if (bucket !== options.bucket) return refuse(response, 404, 'NoSuchBucket')
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

function parseAddress(url = '/') {
  const [, bucket = '', ...names] = new URL(url, 'http://s3').pathname.split('/').map(decodeURIComponent)
  return { bucket, key: names.join('/') }
}

function refuse(response: ServerResponse, status: number, code: string) {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`
  return response.writeHead(status, { 'content-type': 'application/xml' }).end(xml)
}
