import { Writable } from 'node:stream'
import type { createStreamHandler, Prelude } from '../../functions/lambda/stream-handler.ts'
import type { ProxyEvent } from '../../functions/lambda/to-request.ts'

/** What API Gateway REST sends (format 1.0), as far as it is read, and some of what is not. */
export function proxyEvent(
  line: string,
  overrides: Partial<ProxyEvent> & { json?: unknown; headers?: Record<string, string> } = {},
): ProxyEvent {
  const [httpMethod = '', path = ''] = line.split(' ')
  const { json, headers = {}, ...rest } = overrides
  const given = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
  const multiValueHeaders = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]]))
  const event = {
    resource: '/{proxy+}',
    httpMethod,
    path,
    headers: given,
    multiValueHeaders,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    body: json === undefined ? null : JSON.stringify(json),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'gateway-1',
      domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
      stage: 'dev',
    },
  }
  return { ...event, ...rest }
}

/**
 * The stream that Lambda hands a handler: small, and slow to take what it is given. `take` decides when
 * a write is done.
 */
export function responseStream(take: (done: () => void) => void = setImmediate) {
  const chunks: Buffer[] = []
  const stream = new Writable({
    highWaterMark: 1_024,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      take(done)
    },
  })
  const written = () => Buffer.concat(chunks)
  return {
    stream,
    written,
    /** The wire format: prelude, eight NUL bytes, body. */
    parse() {
      const bytes = written()
      const end = bytes.indexOf(Buffer.alloc(8))
      if (end < 0) throw new Error(`no prelude: ${bytes}`)
      const prelude = JSON.parse(bytes.subarray(0, end).toString()) as Prelude
      return { prelude, body: bytes.subarray(end + 8) }
    },
  }
}

/** As Lambda's runtime does it: the prelude goes out with the first write, and only then. */
export function withPrelude(stream: Writable, prelude: Prelude): Writable {
  const write = stream.write.bind(stream) as (chunk: unknown) => boolean
  let first = true
  stream.write = (chunk: unknown) => {
    if (first) {
      first = false
      write(JSON.stringify(prelude))
      write(Buffer.alloc(8))
    }
    return write(chunk)
  }
  return stream
}

/** What Lambda hands a handler beside the event. */
export const invocation = (leftMs = 60_000) => ({ getRemainingTimeInMillis: () => leftMs })

/** Calls a handler and reads what it wrote. */
export async function callHandler(
  handler: ReturnType<typeof createStreamHandler>,
  event: ProxyEvent,
  leftMs?: number,
) {
  const { stream, parse } = responseStream()
  await handler(event, stream, invocation(leftMs))
  const { prelude, body } = parse()
  const headers = new Headers(prelude.headers)
  const response = new Response(body.length > 0 ? body : null, { status: prelude.statusCode, headers })
  return { prelude, response, ended: stream.writableFinished }
}
