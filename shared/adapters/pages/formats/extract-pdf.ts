import { getDocumentProxy } from 'unpdf'
import { DOCUMENT_TEXT_MAX_LENGTH } from '../../../api/documents.ts'
import type { Extracted } from '../extracted.ts'
import { dropRunningLines, type Line, linesOf } from './pdf-lines.ts'
import { pdfText } from './pdf-text.ts'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

const ERRORS_ONLY = 0

/** The longest books have fewer; a small file may claim any number. */
const MAX_PAGES = 5_000

/** Titles that the program wrote, and nobody chose. */
const NO_TITLE = /^(?:untitled|microsoft word - .*|.*\.(?:docx?|odt|tex|indd|pdf|pptx?))$/i

async function titleOf(pdf: Pdf): Promise<string | null> {
  const { info } = await pdf.getMetadata()
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : ''
  return title === '' || NO_TITLE.test(title) ? null : title
}

async function open(bytes: Uint8Array): Promise<Pdf | Extracted> {
  try {
    return await getDocumentProxy(bytes, { verbosity: ERRORS_ONLY })
  } catch (thrown) {
    const isLocked = thrown instanceof Error && thrown.name === 'PasswordException'
    const reason = isLocked ? 'is a PDF that cannot be read: it is encrypted' : 'is a damaged PDF'
    return { kind: 'unsupported', reason }
  }
}

/** A page that cannot be read is empty, and keeps its number. */
async function readPage(pdf: Pdf, number: number): Promise<Line[] | null> {
  try {
    const page = await pdf.getPage(number)
    const lines = linesOf(await page.getTextContent())
    page.cleanup()
    return lines
  } catch {
    return null
  }
}

/** The text of a PDF, page by page. Encrypted files are read where no password is needed for it. */
export async function extractPdf(bytes: Uint8Array): Promise<Extracted> {
  const pdf = await open(bytes)
  if ('kind' in pdf) return pdf
  if (pdf.numPages > MAX_PAGES) return { kind: 'too-large', reason: `has more than ${MAX_PAGES} pages` }
  const pages: (Line[] | null)[] = []
  let characters = 0
  for (let number = 1; number <= pdf.numPages; number++) {
    const lines = await readPage(pdf, number)
    characters += (lines ?? []).reduce((sum, { text }) => sum + text.length, 1)
    if (characters > DOCUMENT_TEXT_MAX_LENGTH) {
      return { kind: 'too-large', reason: `has more than ${DOCUMENT_TEXT_MAX_LENGTH} characters of text` }
    }
    pages.push(lines)
  }
  if (pages.every((lines) => lines === null)) return { kind: 'unsupported', reason: 'is a damaged PDF' }
  const text = pdfText(dropRunningLines(pages.map((lines) => lines ?? [])))
  const title = await titleOf(pdf)
  return { kind: 'extracted', page: { title, text, language: null, site: null, published: null } }
}
