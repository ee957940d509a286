import { createHash } from 'node:crypto'

/** SHA-256 of the UTF-8 text (or bytes), in hex, cut to `length` digits (4 bits each; 64 by default). */
export function sha256Hex(input: string | Uint8Array, length = 64): string {
  return createHash('sha256').update(input).digest('hex').slice(0, length)
}
