/** A PDF written by hand: each page is a list of lines, or of lines with their own place and size. */
export type PdfLine = string | { text: string; x?: number; y?: number; size?: number }

const LEADING = 14
const WIDTH = 612
const HEIGHT = 792

const escapeText = (text: string) => text.replace(/[\\()]/g, (sign) => `\\${sign}`)

function contentOf(lines: readonly PdfLine[]): string {
  const shown = lines.map((line, at) => {
    const {
      text,
      x = 72,
      y = HEIGHT - 72 - at * LEADING,
      size = 11,
    } = typeof line === 'string' ? { text: line } : line
    return `BT /F1 ${size} Tf ${x} ${y} Td (${escapeText(text)}) Tj ET`
  })
  return shown.join('\n')
}

const stream = (dictionary: string, content: string) =>
  `<< ${dictionary} /Length ${content.length} >>\nstream\n${content}\nendstream`

/** Objects 1 to n, a cross-reference table, and the trailer. */
function assemble(objects: readonly string[], trailer: string): Uint8Array {
  let file = '%PDF-1.7\n'
  const offsets = objects.map((body, at) => {
    const offset = file.length
    file += `${at + 1} 0 obj\n${body}\nendobj\n`
    return offset
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  const size = objects.length + 1
  return Buffer.from(
    `${file}${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  )
}

/** `content` replaces the pages' own; `trailer` is added to the trailer's dictionary. */
export function makePdf(
  pages: readonly (readonly PdfLine[])[],
  options: { title?: string; trailer?: string; content?: { dictionary: string; data: string } } = {},
): Uint8Array {
  const first = 5
  const kids = pages.map((_, at) => `${first + at * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< ${options.title === undefined ? '' : `/Title (${escapeText(options.title)})`} >>`,
    ...pages.flatMap((lines, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${first + at * 2 + 1} 0 R ` +
        '/Resources << /Font << /F1 3 0 R >> >> >>',
      options.content
        ? stream(options.content.dictionary, options.content.data)
        : stream('', contentOf(lines)),
    ]),
  ]
  return assemble(objects, `/Info 4 0 R ${options.trailer ?? ''}`)
}

/** A trailer that says the file is locked by a password: nothing opens it, since no password fits. */
export const ENCRYPTION = `/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`
