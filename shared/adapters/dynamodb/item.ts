import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

/** Below this the header of gzip and the threads cost more than they save. */
const GZIP_OVER_BYTES = 1_024

const compress = promisify(gzip)
const decompress = promisify(gunzip)

export const S = (text: string): AttributeValue => ({ S: text })
export const N = (number: number): AttributeValue => ({ N: String(number) })

export const textOf = (item: Item | undefined, name: string): string => item?.[name]?.S ?? ''
export const numberOf = (item: Item | undefined, name: string): number =>
  Number(item?.[name]?.N ?? Number.NaN)

/** The value as JSON, gzipped when it is long; `json` inside the item is a string or binary. */
export async function packJson(value: unknown): Promise<{ attribute: AttributeValue; bytes: number }> {
  const json = JSON.stringify(value)
  const bytes = Buffer.byteLength(json)
  if (bytes <= GZIP_OVER_BYTES) return { attribute: S(json), bytes }
  const packed = await compress(json)
  return { attribute: { B: packed }, bytes: packed.length }
}

/** The JSON text of a packed attribute; empty when there is none. */
export async function jsonOf(item: Item | undefined, name: string): Promise<string> {
  const attribute = item?.[name]
  if (attribute?.B) return (await decompress(attribute.B)).toString()
  return attribute?.S ?? ''
}
