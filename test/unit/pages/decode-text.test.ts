import { expect, it } from 'vitest'
import { decodeText } from '../../../shared/adapters/pages/decode-text.ts'

const decode = (bytes: readonly number[]) =>
  decodeText(Uint8Array.from(bytes), { charset: null, kind: 'text' })

/** Of windows-1251: А to я are the bytes 0xc0 to 0xff. */
const cyrillic = (text: string) =>
  [...text].map((letter) => {
    const code = letter.codePointAt(0) ?? 0
    return code < 0x80 ? code : code - 0x410 + 0xc0
  })

it('tells windows-1251 by its letters when nobody declared it', () => {
  const text = 'Прилив и отлив бывают два раза в день, потому что Луна идёт вокруг Земли.'.replace('ё', 'е')
  expect(decode(cyrillic(text.repeat(3)))).toBe(text.repeat(3))
})

it('tells GBK by its pairs of bytes', () => {
  // 潮汐是海水的周期性涨落
  const gbk = [0xb3, 0xb1, 0xcf, 0xab, 0xca, 0xc7, 0xba, 0xa3, 0xcb, 0xae, 0xb5, 0xc4, 0xd6, 0xdc, 0xc6, 0xda]
  expect(decode(Array.from({ length: 6 }, () => gbk).flat())).toBe('潮汐是海水的周期'.repeat(6))
})

it('keeps to the Western encoding for what is left', () => {
  expect(decode([...Buffer.from('Très près de la forêt, à côté.', 'latin1')])).toBe(
    'Très près de la forêt, à côté.',
  )
})
