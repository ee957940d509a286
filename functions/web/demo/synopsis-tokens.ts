/** The Markdown that a synopsis uses, read from its start while it is still being written. */

export type Block = 'paragraph' | 'heading' | 'bullet' | 'number' | 'fence' | 'blank'
export type Token =
  | { kind: 'block'; block: Block; end: number }
  | { kind: 'text'; end: number }
  | { kind: 'strong' | 'code' | 'newline'; end: number }
  | { kind: 'cite'; n: number; end: number }

export type Place = 'line-start' | 'inline' | 'inline-code' | 'fence'
export type Written = { text: string; at: number; isEnd: boolean }

/** The token at `at`; null when what comes next decides what it is. Links and HTML stay text. */
export function readToken(written: Written, place: Place): Token | null {
  if (place === 'line-start') return readLineStart(written)
  if (place === 'fence') return readFenced(written)
  return place === 'inline-code' ? readUntil(written, INLINE_CODE, '`', 'code') : readInline(written)
}

/** Where the next token is read after this one. */
export function placeAfter(token: Token, place: Place): Place {
  switch (token.kind) {
    case 'block':
      return token.block === 'fence' ? 'fence' : token.block === 'blank' ? 'line-start' : 'inline'
    case 'newline':
      return 'line-start'
    case 'code':
      return place === 'inline' ? 'inline-code' : 'inline'
    case 'text':
    case 'strong':
    case 'cite':
      return place
  }
}

const LINE_STARTS: readonly (readonly [RegExp, Block])[] = [
  [/[ \t]*\n/y, 'blank'],
  [/[ \t]*#{1,6} /y, 'heading'],
  [/[ \t]*[-*•] /y, 'bullet'],
  [/[ \t]*\d{1,2}[.)] /y, 'number'],
  [/[ \t]*```[^\n]*\n/y, 'fence'],
]
const UNFINISHED_START = /^[ \t]*(?:#{0,6}|[-*•]|\d{1,2}[.)]?|`{1,2}|```[^\n]*)$/

function readLineStart({ text, at, isEnd }: Written): Token | null {
  for (const [pattern, block] of LINE_STARTS) {
    const end = endOf(pattern, text, at)
    if (end !== -1) return { kind: 'block', block, end }
  }
  if (!isEnd && UNFINISHED_START.test(text.slice(at, at + 80))) return null
  return { kind: 'block', block: 'paragraph', end: at }
}

const PLAIN = /[^\n*`[]+/y
const MARKER = /\[(\d{1,3})\]/y
const UNFINISHED_INLINE = /^(?:\*|\[\d{0,3})$/
const INLINE_CODE = /[^\n`]+/y
const FENCED_LINE = /[^\n]*\n/y

function readInline(written: Written): Token | null {
  const { text, at, isEnd } = written
  MARKER.lastIndex = at
  const marker = MARKER.exec(text)
  if (marker) return { kind: 'cite', n: Number(marker[1]), end: MARKER.lastIndex }
  if (text.startsWith('**', at)) return { kind: 'strong', end: at + 2 }
  if (!isEnd && UNFINISHED_INLINE.test(text.slice(at, at + 5))) return null
  return readUntil(written, PLAIN, '`', 'code')
}

function readUntil({ text, at }: Written, plain: RegExp, closing: string, kind: 'code'): Token {
  if (text[at] === '\n') return { kind: 'newline', end: at + 1 }
  if (text[at] === closing) return { kind, end: at + 1 }
  const end = endOf(plain, text, at)
  return { kind: 'text', end: end === -1 ? at + 1 : end }
}

/** A whole line at a time; the closing fence is a block of its own. */
function readFenced({ text, at, isEnd }: Written): Token | null {
  const closing = endOf(/[ \t]*```[ \t]*(?:\n|$)/y, text, at)
  if (closing !== -1) return { kind: 'block', block: 'blank', end: closing }
  const end = endOf(FENCED_LINE, text, at)
  if (end !== -1) return { kind: 'text', end }
  return isEnd ? { kind: 'text', end: text.length } : null
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}
