import { analyse } from 'chardet'
import { looksLikeHtml } from './tell-kind.ts'

const BYTE_ORDER_MARKS: readonly [readonly number[], string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** The HTML standard looks for it in the first 1,024 bytes; pages exist that put it a little later. */
const META_CHARSET_WITHIN = 4_096

function charsetInMarkup(start: string): string | null {
  const label = /<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]+)/i.exec(start)?.[1] ?? null
  // "If charset is UTF-16BE/LE, then set charset to UTF-8": it could not have been read otherwise.
  return label?.toLowerCase().startsWith('utf-16') ? 'utf-8' : label
}

function decoderFor(label: string): TextDecoder {
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder()
  }
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/** Bytes 0x80 to 0x9f of windows-1252. */
const WESTERN_EXTRAS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** By hand: the TextDecoder of Node 20 takes the label but decodes ISO-8859-1 (nodejs/node#56542). */
const decodeWestern = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WESTERN_EXTRAS[character.charCodeAt(0) - 0x80] ?? character)

/** Western text of an 8-bit encoding has no control bytes, and few letters outside ASCII. */
function looksLikeWesternText(bytes: Uint8Array): boolean {
  let high = 0
  for (const byte of bytes) {
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)) return false
    if (byte >= 0x80) high++
  }
  return high <= bytes.length * 0.3
}

/** Enough to tell an encoding by. */
const DETECTION_SAMPLE = 65_536
const SURE = 50
/** Told by their letters or their pairs of bytes; the Western ones are one guess for all that is left. */
const DETECTED: ReadonlySet<string> = new Set(
  'windows-1251 koi8-r iso-8859-5 shift_jis euc-jp iso-2022-jp gb18030 big5 euc-kr'.split(' '),
)

function detect(bytes: Uint8Array): string | null {
  const [best] = analyse(bytes.subarray(0, DETECTION_SAMPLE))
  const label = best?.name.toLowerCase()
  return best && label !== undefined && best.confidence >= SURE && DETECTED.has(label) ? label : null
}

/**
 * UTF-8, forgiving a few broken characters among many good ones; else what the bytes look like; else
 * windows-1252 if it can be that.
 */
function decodeUndeclared(bytes: Uint8Array): string | null {
  const text = new TextDecoder().decode(bytes)
  const broken = count(text, /\ufffd/g)
  if (broken === 0 || broken * 10 <= count(text, /[^\0-\x7f]/g)) return text
  const label = detect(bytes)
  if (label !== null) return new TextDecoder(label).decode(bytes)
  return looksLikeWesternText(bytes) ? decodeWestern(bytes) : null
}

/**
 * Bytes to text: byte order mark, then the declared charset, then (in HTML) the one in the markup, then
 * UTF-8, or what it looks like when it is not. An unknown label counts as UTF-8. Null when the bytes are not text. Only the mark is dropped.
 */
export function decodeText(
  bytes: Uint8Array,
  about: { charset: string | null; kind: 'html' | 'text' | 'unknown' },
): string | null {
  const mark = BYTE_ORDER_MARKS.find(([start]) => start.every((byte, at) => bytes[at] === byte))
  if (mark !== undefined) return new TextDecoder(mark[1]).decode(bytes)
  const start = Buffer.from(bytes.subarray(0, META_CHARSET_WITHIN)).toString('latin1')
  const isHtml = about.kind === 'html' || (about.kind === 'unknown' && looksLikeHtml(start))
  const decoder = decoderFor(about.charset ?? (isHtml ? charsetInMarkup(start) : null) ?? 'utf-8')
  if (!decoder.encoding.startsWith('utf-16') && bytes.includes(0)) return null
  if (decoder.encoding === 'utf-8') return decodeUndeclared(bytes)
  return decoder.encoding === 'windows-1252' ? decodeWestern(bytes) : decoder.decode(bytes)
}
