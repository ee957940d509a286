const SCALE = 127

/** A vector of length 1 in a byte a dimension. */
export const toBytes = (vector: ArrayLike<number>): Int8Array =>
  Int8Array.from(vector, (value) => Math.round(Math.max(-1, Math.min(1, value)) * SCALE))

/** As text that fits into a row of JSON. */
export const encodeVector = (vector: ArrayLike<number>): string =>
  Buffer.from(toBytes(vector)).toString('base64')

/** Nearly the vector that was encoded. */
export const decodeVector = (text: string): Float32Array =>
  Float32Array.from(new Int8Array(Buffer.from(text, 'base64')), (value) => value / SCALE)
