import { describe, expect, it } from 'vitest'
import { readText } from '../../../functions/http/read-body.ts'

const LIMIT = 100
const requestOf = (bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  new Request('http://127.0.0.1/', { method: 'POST', headers, body: bytes })
const declared = (bytes: Uint8Array<ArrayBuffer>) =>
  requestOf(bytes, { 'content-length': String(bytes.length) })
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))

describe.each([
  ['a body of declared length', declared],
  ['a body of unknown length', (bytes: Uint8Array<ArrayBuffer>) => requestOf(bytes, {})],
])('%s', (_, request) => {
  it.each([['Gezeiten'], ['潮汐 ~ 🌊'], ['what is \ufffd for']])('is the text %j', async (text) => {
    expect(await readText(request(bytesOf(text)), LIMIT)).toBe(text)
  })

  it.each([
    ['a lone continuation byte', [0x61, 0x80]],
    ['a sequence that breaks off', [0x61, 0xc3, 0x28]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80, 0x61]],
  ])('that holds %s is no text', async (_, bytes) => {
    expect(await readText(request(new Uint8Array(bytes)), LIMIT)).toBeUndefined()
  })

  it('of more than the limit is refused', async () => {
    await expect(readText(request(bytesOf('x'.repeat(101))), LIMIT)).rejects.toMatchObject({
      code: 'payload_too_large',
    })
  })
})
