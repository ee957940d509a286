import { IngotError } from '../../shared/errors.ts'

/** The request's body. Throws `payload_too_large` as soon as the limit is passed, without reading on. */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get('content-length')
  if (Number(declared) > limitBytes) throw tooLarge(limitBytes)
  // A server reads no more than was declared, so nothing need be counted; the stream would cost most of a hit.
  if (declared !== null) {
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes)
    return bytes
  }
  const parts: Uint8Array[] = []
  let length = 0
  // Leaving the loop by the throw cancels the stream.
  for await (const part of request.body ?? []) {
    length += part.byteLength
    if (length > limitBytes) throw tooLarge(limitBytes)
    parts.push(part)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return bytes
}

/**
 * The body as text; undefined when it is not UTF-8. Throws as `readBytes` does. A body of known length is
 * decoded leniently, which needs no copy of it: what was replaced then shows in the length.
 */
export async function readText(request: Request, limitBytes: number): Promise<string | undefined> {
  const declared = request.headers.get('content-length')
  if (declared === null || Number(declared) > limitBytes) return decode(await readBytes(request, limitBytes))
  const text = await request.text()
  if (text.length > limitBytes) throw tooLarge(limitBytes)
  return text.includes('\ufffd') && Buffer.byteLength(text) !== Number(declared) ? undefined : text
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const tooLarge = (limitBytes: number) =>
  new IngotError('payload_too_large', `The body is larger than ${limitBytes} bytes.`)
