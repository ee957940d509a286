import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** `ingot_<id>_<secret>`: the id finds the record, the secret proves. Both are lower-case base 32 (RFC 4648). */
const KEY = /^ingot_([a-z2-7]{16})_([a-z2-7]{52})$/
const ID_BYTES = 10
const SECRET_BYTES = 32
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

export const newKeyId = (): string => base32(randomBytes(ID_BYTES))
export const newSecret = (): string => base32(randomBytes(SECRET_BYTES))

/** The key as its owner is told it, once. */
export const keyText = ({ id, secret }: { id: string; secret: string }): string => `ingot_${id}_${secret}`

/** The parts of a text that looks like a key of ours. */
export function parseKey(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = KEY.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** A secret has 256 bits of chance, so a plain hash keeps it: there is nothing to guess, and no salt is needed. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Takes as long for every wrong secret. */
export const isSecret = (secret: string, hash: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(hash, 'hex'))

function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32[(value >>> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + BASE32[(value << (5 - bits)) & 31] : text
}
