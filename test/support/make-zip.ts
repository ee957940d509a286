import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = {
  name: string
  data: string | Uint8Array
  /** Size that the directory tells instead of the real one. */
  toldSize?: number
}

const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8])
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A ZIP of deflated entries (PKWARE APPNOTE.TXT), in memory. */
export function makeZip(entries: readonly ZipEntry[]): Uint8Array {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, toldSize } of entries) {
    const raw = Buffer.from(data)
    const packed = deflateRawSync(raw)
    const facts = Buffer.concat([
      ...[u16(20), u16(0), u16(8), u32(0), u32(crc32(raw)), u32(packed.length), u32(toldSize ?? raw.length)],
      ...[u16(Buffer.byteLength(name)), u16(0)],
    ])
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), packed])
    files.push(file)
    directory.push(
      Buffer.concat([
        ...[Buffer.from('PK\x01\x02'), u16(20), facts, u16(0), u16(0), u16(0), u32(0), u32(offset)],
        Buffer.from(name),
      ]),
    )
    offset += file.length
  }
  const listed = Buffer.concat(directory)
  const end = [
    u16(0),
    u16(0),
    u16(entries.length),
    u16(entries.length),
    u32(listed.length),
    u32(offset),
    u16(0),
  ]
  return Buffer.concat([...files, listed, Buffer.from('PK\x05\x06'), ...end])
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'

/** A Word document around the XML of its body (`w:` elements); `more` are further entries. */
export function makeDocx(body: string, more: readonly ZipEntry[] = []): Uint8Array {
  return makeZip([
    {
      name: '[Content_Types].xml',
      data: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    },
    {
      name: '_rels/.rels',
      data: '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    },
    {
      name: 'word/document.xml',
      data: `<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`,
    },
    {
      name: 'word/styles.xml',
      data: `<w:styles xmlns:w="${WORD}"><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    },
    ...more,
  ])
}

export const paragraph = (text: string, style = '') =>
  `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
