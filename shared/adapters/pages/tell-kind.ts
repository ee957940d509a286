/** First bytes of formats that are no text, and what people call them. */
const MAGIC: readonly [string, string][] = [
  ['\x89PNG', 'PNG image'],
  ['\xff\xd8\xff', 'JPEG image'],
  ['GIF8', 'GIF image'],
  ['\x7fELF', 'program'],
  ['\x1f\x8b', 'gzip archive'],
  ['7z\xbc\xaf', '7z archive'],
  ['Rar!', 'RAR archive'],
  ['\xd0\xcf\x11\xe0', 'old Office file'],
  ['{\\rtf', 'RTF'],
  ['SQLite format 3', 'SQLite database'],
  ['OggS', 'audio file'],
  ['ID3', 'audio file'],
]

/** Folder inside the ZIP that tells one Office format from another. */
const ZIPPED: readonly [string, string][] = [
  ['word/document.xml', 'DOCX'],
  ['xl/', 'XLSX'],
  ['ppt/', 'PPTX'],
]

/** Readers take a header within the first 1,024 bytes; a text may speak of it, but does not end like a PDF. */
function isPdf(buffer: Buffer): boolean {
  const header = buffer.subarray(0, 1_024).indexOf('%PDF-')
  return header === 0 || (header > 0 && buffer.subarray(-1_024).includes('%%EOF'))
}

/** What the bytes are when they are known not to be text, e.g. `PDF`; null otherwise. */
export function binaryFormat(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = buffer.toString('latin1', 0, 16)
  if (head.startsWith('PK\x03\x04')) {
    return ZIPPED.find(([folder]) => buffer.includes(folder))?.[1] ?? 'ZIP archive'
  }
  if (isPdf(buffer)) return 'PDF'
  return MAGIC.find(([start]) => head.startsWith(start))?.[1] ?? null
}

/** Told from the first characters: a document type or the root element, after comments at most. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html)\b/i.test(text.slice(0, 4_096))
}

export const isHtmlName = (name: string): boolean => /\.x?html?$/i.test(name)
