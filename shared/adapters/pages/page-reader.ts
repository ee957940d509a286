import { IngotError } from '../../errors.ts'
import type { PageOutcome, PageReader } from '../../ports/page-reader.ts'
import { decodeText } from './decode-text.ts'
import { extractHtml } from './extract-html.ts'
import { type FetchedPage, type FetchLimits, fetchPage } from './fetch-page.ts'
import { type Resolve, resolveBySystem } from './guard.ts'
import { hostOf } from './page-facts.ts'
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

function readBytes(bytes: Uint8Array, about: About): PageOutcome {
  const { label, codes, name, url } = about
  const format = binaryFormat(bytes)
  if (format !== null) return unsupported(about, format)
  const text = decodeText(bytes, about)
  if (text === null) {
    return unreadable(new IngotError(codes.notText, `${label} is not text in UTF-8 or a Western encoding.`))
  }
  const empty = unreadable(new IngotError('page_empty', `${label} has no text to read.`))
  if (about.kind !== 'html' && !(about.kind === 'unknown' && looksLikeHtml(text))) {
    const page = {
      url,
      title: textTitle(text, name),
      text,
      language: null,
      site: hostOf(url),
      published: null,
    }
    return text.trim() === '' ? empty : { kind: 'page', page }
  }
  const extracted = extractHtml(text, url)
  if (extracted.kind === 'too-large') {
    return unreadable(new IngotError(codes.tooLarge, `${label} ${extracted.reason}.`))
  }
  const { page } = extracted
  return page.text === '' ? empty : { kind: 'page', page: { ...page, url, title: page.title ?? name } }
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

function readFetched({ url, bytes, mediaType, charset }: FetchedPage): PageOutcome {
  const kind = kindOfType(mediaType)
  const name = decodeURIComponentLoosely(url.pathname.split('/').at(-1) ?? '') || url.hostname
  const codes = { notText: 'page_unsupported', tooLarge: 'page_too_large' } as const
  const about: About = { label: url.href, url: url.href, name, kind: kind ?? 'text', charset, codes }
  if (bytes.length === 0) return unreadable(new IngotError('page_empty', `${url.href} has no text to read.`))
  return kind === null ? unsupported(about, binaryFormat(bytes) ?? mediaType) : readBytes(bytes, about)
}

function decodeURIComponentLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Reads web pages under the fetch guard, and bytes. `read` rejects only with the reason of the caller's own
 * abort; a caller's `TimeoutError` is the outcome `page_timeout`.
 */
export function createPageReader(options: {
  /** `host:port` pairs that need not be public, as a URL names them. */
  fetchAllow: readonly string[]
  /** Of the whole fetch, redirects and body included; 10 s by default. */
  timeoutMs?: number
  /** Of the body after content decoding; 5 MB by default. */
  maxBytes?: number
  /** 5 by default. */
  maxRedirects?: number
  userAgent?: string
  /** Host name to addresses; the system's resolver by default. */
  resolve?: Resolve
}): PageReader {
  const limits: FetchLimits = {
    timeoutMs: 10_000,
    maxBytes: 5_000_000,
    maxRedirects: 5,
    userAgent: 'Ingot/0.1 (page reader)',
    resolve: resolveBySystem,
    ...options,
  }
  return {
    async read(url, { signal }) {
      try {
        return readFetched(await fetchPage(url, limits, { signal }))
      } catch (thrown) {
        if (thrown instanceof IngotError && thrown !== signal.reason) return unreadable(thrown)
        throw thrown
      }
    },
    async parse(bytes, { name, origin }) {
      const kind = isHtmlName(name) ? 'html' : 'unknown'
      const codes = { notText: 'file_not_text', tooLarge: 'file_too_large' } as const
      return readBytes(bytes, { label: `"${name}"`, url: origin, name, kind, charset: null, codes })
    },
  }
}
