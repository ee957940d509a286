import { IngotError } from '../../errors.ts'
import type { PageOutcome, RevalidatingPageReader } from '../../ports/page-reader.ts'
import { visibleCharacters } from '../../text/visible-characters.ts'
import type { Courtesy } from './courtesy/courtesy.ts'
import { decodeText } from './decode-text.ts'
import { extractHtml } from './extract-html.ts'
import type { Extracted } from './extracted.ts'
import { fetchLimits } from './fetch-limits.ts'
import { DOCUMENT_TYPES, type FetchedPage, fetchPage, isTimeout } from './fetch-page.ts'
import type { ParseJob } from './formats/extract.ts'
import type { Resolve } from './guard.ts'
import { isHeavyMarkup } from './markup-bounds.ts'
import { hostOf } from './page-facts.ts'
import { createParseApart } from './parse-apart.ts'
import { binaryFormat, isHtmlName, looksLikeHtml } from './tell-kind.ts'
import { textTitle } from './text-title.ts'

/** What is known of the bytes before they are looked at, and the codes that tell what is wrong with them. */
type About = {
  /** How the caller knows it: the address, or the file's name. */
  label: string
  url: string | null
  /** Title of a text that names itself nowhere. */
  name: string
  kind: 'html' | 'text' | 'unknown'
  charset: string | null
  codes:
    | { notText: 'page_unsupported'; tooLarge: 'page_too_large' }
    | { notText: 'file_not_text'; tooLarge: 'file_too_large' }
}

const unreadable = (error: IngotError): PageOutcome => ({ kind: 'unreadable', error })

const unsupported = ({ label, codes }: About, format: string): PageOutcome =>
  unreadable(new IngotError(codes.notText, `${label} looks like ${format}; ${format} is not supported yet.`))

const isEmpty = ({ label }: About): PageOutcome =>
  unreadable(new IngotError('page_empty', `${label} has no text to read.`))

function toOutcome(extracted: Extracted, about: About): PageOutcome {
  const { label, codes, url, name } = about
  if (extracted.kind !== 'extracted') {
    const code = extracted.kind === 'too-large' ? codes.tooLarge : codes.notText
    return unreadable(new IngotError(code, `${label} ${extracted.reason}.`))
  }
  const { title, site, ...facts } = extracted.page
  const text = visibleCharacters(extracted.page.text)
  if (text.trim() === '') return isEmpty(about)
  return {
    kind: 'page',
    page: { ...facts, url, title: visibleCharacters(title ?? '') || name, text, site: site ?? hostOf(url) },
  }
}

/** The parsing thread, and when to leave the line for it. */
type Apart = (job: ParseJob) => Promise<Extracted>

const DOCUMENTS = { PDF: 'pdf', DOCX: 'docx' } as const
const isDocument = (format: string): format is keyof typeof DOCUMENTS => format in DOCUMENTS

async function readDocument(
  bytes: Uint8Array,
  format: keyof typeof DOCUMENTS,
  about: About,
  parseApart: Apart,
) {
  const extracted = await parseApart({ kind: DOCUMENTS[format], bytes })
  if (extracted.kind !== 'extracted') return toOutcome(extracted, about)
  const { page } = extracted
  return toOutcome(
    { ...extracted, page: { ...page, title: page.title ?? textTitle(page.text, about.name) } },
    about,
  )
}

async function readBytes(bytes: Uint8Array, about: About, parseApart: Apart): Promise<PageOutcome> {
  const { label, codes, name, url } = about
  const format = binaryFormat(bytes)
  if (format !== null && isDocument(format)) return readDocument(bytes, format, about, parseApart)
  if (format !== null) return unsupported(about, format)
  const text = decodeText(bytes, about)
  if (text === null) {
    return unreadable(new IngotError(codes.notText, `${label} is not text in UTF-8 or a Western encoding.`))
  }
  if (about.kind === 'html' || (about.kind === 'unknown' && looksLikeHtml(text))) {
    const isHeavy = isHeavyMarkup(text)
    return toOutcome(
      isHeavy ? await parseApart({ kind: 'html', html: text, url }) : extractHtml(text, url),
      about,
    )
  }
  const page = { title: textTitle(text, name), text, language: null, site: null, published: null }
  return toOutcome({ kind: 'extracted', page }, about)
}

const HTML_TYPES = new Set(['text/html', 'application/xhtml+xml'])
/** Servers that do not know better; the bytes decide. */
const UNTOLD_TYPES = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'text/xml',
  'application/xml',
])

function kindOfType(mediaType: string): About['kind'] | null {
  if (HTML_TYPES.has(mediaType)) return 'html'
  if (UNTOLD_TYPES.has(mediaType)) return 'unknown'
  return mediaType.startsWith('text/') ? 'text' : null
}

async function readFetched(fetched: FetchedPage, parseApart: Apart): Promise<PageOutcome> {
  const outcome = await readFetchedBytes(fetched, parseApart)
  return outcome.kind === 'page' ? { ...outcome, caching: fetched.caching } : outcome
}

async function readFetchedBytes(
  { url, bytes, mediaType, charset }: FetchedPage,
  parseApart: Apart,
): Promise<PageOutcome> {
  const kind = kindOfType(mediaType)
  const name = decodeURIComponentLoosely(url.pathname.split('/').at(-1) ?? '') || url.hostname
  const codes = { notText: 'page_unsupported', tooLarge: 'page_too_large' } as const
  const about: About = { label: url.href, url: url.href, name, kind: kind ?? 'text', charset, codes }
  if (bytes.length === 0) return isEmpty(about)
  const format = binaryFormat(bytes)
  if (kind !== null || (format !== null && isDocument(format))) return readBytes(bytes, about, parseApart)
  if (format === null && DOCUMENT_TYPES.includes(mediaType)) {
    return unreadable(new IngotError(codes.notText, `${url.href} was sent as ${mediaType}, but is none.`))
  }
  return unsupported(about, format ?? mediaType)
}

function decodeURIComponentLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What was read, or why it could not be. */
async function readOutcome<Read>(signal: AbortSignal, reading: () => Promise<Read>) {
  try {
    return await reading()
  } catch (thrown) {
    if (thrown instanceof IngotError && thrown !== signal.reason) return unreadable(thrown)
    if (isTimeout(thrown)) return unreadable(new IngotError('page_timeout', 'The page was not read in time.'))
    throw thrown
  }
}

/**
 * Reads web pages under the fetch guard, and bytes. What is read from the web rejects only with the reason of the
 * caller's own abort; a caller's `TimeoutError` is the outcome `page_timeout`.
 */
export function createPageReader(options: {
  /** `host:port` pairs that need not be public, as a URL names them. */
  fetchAllow: readonly string[]
  /** Of the whole fetch, redirects and body included; 10 s by default. */
  timeoutMs?: number
  /** Of the body after content decoding; 5 MB by default. */
  maxBytes?: number
  /** Of a PDF or DOCX; 20 MB by default. */
  maxDocumentBytes?: number
  /** For parsing a PDF, a DOCX or a large page; 30 s by default. */
  parseTimeoutMs?: number
  /** 5 by default. */
  maxRedirects?: number
  userAgent?: string
  /** Host name to addresses; the system's resolver by default. */
  resolve?: Resolve
  /** Asked before every request; by default nobody is. */
  courtesy?: Courtesy | null
}): RevalidatingPageReader {
  const limits = fetchLimits(options)
  const parseApart = createParseApart({
    timeoutMs: options.parseTimeoutMs ?? 30_000,
    maxGrowthBytes: 600_000_000,
  })
  return {
    read: (url, { signal }) =>
      readOutcome(signal, async () =>
        readFetched(await fetchPage(url, limits, { signal }), (job) => parseApart(job, { signal })),
      ),
    revalidate: (url, { signal, known }) =>
      readOutcome(signal, async () => {
        const fetched = await fetchPage(url, limits, { signal, known })
        return 'kind' in fetched ? fetched : readFetched(fetched, (job) => parseApart(job, { signal }))
      }),
    async parse(bytes, { name, origin }) {
      const kind = isHtmlName(name) ? 'html' : 'unknown'
      const codes = { notText: 'file_not_text', tooLarge: 'file_too_large' } as const
      const about: About = { label: `"${name}"`, url: origin, name, kind, charset: null, codes }
      return readBytes(bytes, about, (job) => parseApart(job, {}))
    },
  }
}
