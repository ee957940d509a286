import { EventStreamCodec } from '@smithy/eventstream-codec'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)

const frame = (headers: Record<string, string>, body: unknown) =>
  codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8'),
  })

const JSON_TYPE = { ':content-type': 'application/json' }

/** One event of the wire, e.g. `eventFrame('messageStop', { stopReason: 'end_turn' })`; a string goes as it is. */
export const eventFrame = (type: string, body: unknown) =>
  frame({ ':event-type': type, ...JSON_TYPE, ':message-type': 'event' }, body)

/** An error after HTTP 200, e.g. `throttlingException`. */
export const exceptionFrame = (type: string, body: unknown = { message: 'vendor-secret' }) =>
  frame({ ':exception-type': type, ...JSON_TYPE, ':message-type': 'exception' }, body)

/** An error after HTTP 200 that the service's model does not name. */
export const errorFrame = (code: string, message = 'vendor-secret') =>
  frame({ ':error-code': code, ':error-message': message, ':message-type': 'error' }, '')

/** The steps' bytes, written `size` at a time: characters and frames are cut anywhere. */
export function inPieces(frames: readonly Uint8Array[], size: number): Uint8Array[] {
  const bytes = Buffer.concat(frames)
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
}
