import { IngotError } from '../../shared/errors.ts'

type MultiValues = Record<string, string[] | undefined> | null

/** What is read of an API Gateway REST proxy event (format 1.0). */
export type ProxyEvent = {
  httpMethod: string
  /** Without the stage. */
  path: string
  multiValueHeaders: MultiValues
  multiValueQueryStringParameters: MultiValues
  body: string | null
  isBase64Encoded: boolean
  requestContext: { requestId: string; domainName?: string }
}

/** `fetch` allows them no body, and API Gateway passes on what a client sent all the same. */
const WITHOUT_BODY = new Set(['GET', 'HEAD'])

/** Throws `invalid_request` for what no web request can be, e.g. the method TRACE. */
export function toRequest(event: ProxyEvent, signal?: AbortSignal): Request {
  const { httpMethod, path, body, isBase64Encoded, requestContext } = event
  try {
    const url = new URL(`https://${requestContext.domainName ?? 'localhost'}`)
    url.pathname = path
    for (const [name, value] of pairs(event.multiValueQueryStringParameters)) {
      url.searchParams.append(name, value)
    }
    const headers = new Headers()
    for (const [name, value] of pairs(event.multiValueHeaders)) headers.append(name, toByteString(value))
    // One id from the gateway's access log to ours.
    if (!headers.has('x-request-id')) headers.set('x-request-id', requestContext.requestId)
    const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
    const hasBody = bytes.length > 0 && !WITHOUT_BODY.has(httpMethod)
    const init = { method: httpMethod, headers, ...(signal && { signal }) }
    return new Request(url, hasBody ? { ...init, body: bytes } : init)
  } catch (cause) {
    throw new IngotError('invalid_request', 'This is not a request that can be served.', { cause })
  }
}

function pairs(values: MultiValues): [string, string][] {
  return Object.entries(values ?? {}).flatMap(([name, all = []]) =>
    all.map((value): [string, string] => [name, value]),
  )
}

/** Headers hold bytes; apps do put the name of a phone, in any script, into `User-Agent`. */
const toByteString = (value: string) => (/[^\0-\xFF]/.test(value) ? encodeURIComponent(value) : value)
