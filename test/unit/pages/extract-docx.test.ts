import { describe, expect, it } from 'vitest'
import { checkZip } from '../../../shared/adapters/pages/formats/check-zip.ts'
import { extractDocx } from '../../../shared/adapters/pages/formats/extract-docx.ts'
import { makeDocx, makeZip, paragraph } from '../../support/make-zip.ts'

const readingOf = async (bytes: Uint8Array) => {
  const extracted = await extractDocx(bytes)
  return extracted.kind === 'extracted' ? extracted.page.text : extracted.reason
}
const row = (...cells: string[]) =>
  `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`

describe('the text of a DOCX', () => {
  it('has headings, paragraphs and tables', async () => {
    const body = [
      paragraph('Harbour rules', 'H1'),
      paragraph('Ropes must be doubled &amp; checked.'),
      `<w:tbl>${row('Ship', 'Fee')}${row('Ferry', '12')}</w:tbl>`,
    ].join('')
    expect(await readingOf(makeDocx(body))).toBe(
      '# Harbour rules\n\nRopes must be doubled & checked.\n\nShip | Fee\nFerry | 12',
    )
  })

  it('is damaged when there is no document in it', async () => {
    expect(await readingOf(makeZip([{ name: 'word/document.xml', data: 'no xml' }]))).toBe(
      'is a damaged DOCX',
    )
    expect(await readingOf(Buffer.from('PK\x03\x04 word/document.xml'))).toBe('is a damaged DOCX')
  })

  it.each([
    ['tells its size', {}],
    ['tells a small size', { toldSize: 10 }],
  ])('is too large when it is a bomb that %s', async (_, told) => {
    const bomb = { name: 'word/media/a.bin', data: Buffer.alloc(100_000_001), ...told }
    expect(await readingOf(makeDocx(paragraph('Text.'), [bomb]))).toBe('unpacks to more than 100000000 bytes')
  })
})

describe('checking a ZIP', () => {
  const zip = makeZip([
    { name: 'a', data: 'x'.repeat(60) },
    { name: 'b', data: 'y'.repeat(60), toldSize: 1 },
  ])
  it('counts all entries together, by their real size', () => {
    expect(checkZip(zip, { limit: 120 })).toBe('fits')
    expect(checkZip(zip, { limit: 119 })).toBe('too-large')
  })

  it('finds entries that lie over one another', () => {
    const bytes = Buffer.from(zip)
    bytes.writeUInt32LE(0, bytes.lastIndexOf('PK\x01\x02') + 42)
    expect(checkZip(bytes, { limit: 120 })).not.toBe('too-large')
    expect(checkZip(bytes, { limit: 100 })).toBe('too-large')
  })

  it('is damaged without its directory', () => {
    expect(checkZip(zip.subarray(0, -10), { limit: 120 })).toBe('damaged')
    expect(checkZip(Buffer.from('PK\x03\x04'), { limit: 120 })).toBe('damaged')
  })
})
