import { parseHTML } from 'linkedom'
import mammoth from 'mammoth'
import type { Extracted } from '../extracted.ts'
import { isTooDeep } from '../markup-bounds.ts'
import { renderText } from '../render-text.ts'
import { checkZip } from './check-zip.ts'

const MAX_UNPACKED_BYTES = 100_000_000

const DAMAGED: Extracted = { kind: 'unsupported', reason: 'is a damaged DOCX' }

/** Pictures are left out, and so never unpacked. */
const OPTIONS = {
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  styleMap: ["p[style-name='Title'] => h1:fresh"],
  includeEmbeddedStyleMap: false,
  externalFileAccess: false,
}

/** The text of a Word document with its headings, lists and tables, by way of HTML. */
export async function extractDocx(bytes: Uint8Array): Promise<Extracted> {
  const zip = checkZip(bytes, { limit: MAX_UNPACKED_BYTES })
  if (zip === 'too-large')
    return { kind: 'too-large', reason: `unpacks to more than ${MAX_UNPACKED_BYTES} bytes` }
  if (zip === 'damaged') return DAMAGED
  let html: string
  try {
    html = (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, OPTIONS)).value
  } catch {
    return DAMAGED
  }
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`)
  if (isTooDeep(document.documentElement)) return { kind: 'too-large', reason: 'nests its tables too deeply' }
  const text = renderText(document.documentElement)
  return { kind: 'extracted', page: { title: null, text, language: null, site: null, published: null } }
}
