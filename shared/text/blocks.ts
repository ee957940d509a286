/**
 * A paragraph or list item, one line that stands alone, or a run of code. UTF-16 offsets, half-open,
 * trimmed. `level` is 1 to 6, `title` is without Markdown signs.
 */
export type Block =
  | { kind: 'prose' | 'row' | 'code'; start: number; end: number }
  | { kind: 'heading'; start: number; end: number; level: number; title: string }

type Line = { start: number; end: number; text: string }
type Opening = 'nothing' | 'continues' | 'heading' | 'row' | 'prose' | 'item' | 'code'
type Open = { kind: 'prose' | 'item' | 'code'; start: number; end: number; lines: number; fence: string }
type Reading = { readonly text: string; readonly found: Block[]; open: Open | null }

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/
const UNDERLINE = /^ {0,3}(={2,}|-{2,})$/
const ITEM = /^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]/
const TABLE_ROW = /^[ \t]*\|/
const RULE = /^[ \t]*(?:[-*_=][ \t]*){3,}$/
const LONGEST_RULE = 200
/** A longer one is a paragraph that was marked by mistake. */
const LONGEST_TITLE = 120
const INDENTED = /^(?: {2}|\t)/

/** The signs that open a run of code; empty for a line that does not (CommonMark 4.5: no backtick may follow). */
function fenceOf(line: string): string {
  const match = FENCE.exec(line)
  const [all = '', signs = ''] = match ?? []
  return signs.startsWith('`') && line.includes('`', all.length) ? '' : signs
}

/**
 * The blocks of a plain or Markdown text, in order; together they hold every character that is not white
 * space. A single line break inside a paragraph or list item does not end it.
 */
export function blocks(text: string): Block[] {
  const reading: Reading = { text, found: [], open: null }
  for (const line of linesOf(text)) {
    if (reading.open?.kind === 'code') readCode(reading, reading.open, line)
    else if (isUnderline(reading.open, line)) readUnderline(reading, reading.open, line)
    else readLine(reading, line)
  }
  close(reading)
  return reading.found
}

function readCode(reading: Reading, open: Open, line: Line): void {
  if (line.text !== '') open.end = line.end
  const closing = line.text.trim()
  if (closing.length >= open.fence.length && closing === open.fence.charAt(0).repeat(closing.length))
    close(reading)
}

/** Only one line can be underlined: "---" under a paragraph is a rule. */
const isUnderline = (open: Open | null, { text }: Line): open is Open =>
  open?.kind === 'prose' && open.lines === 1 && UNDERLINE.test(text)

function readUnderline(reading: Reading, { start, end }: Open, line: Line): void {
  const level = line.text.endsWith('=') ? 1 : 2
  const title = reading.text.slice(start, Math.min(end, start + LONGEST_TITLE))
  reading.found.push({ kind: 'heading', start, end: line.end, level, title })
  reading.open = null
}

function readLine(reading: Reading, line: Line): void {
  const { open, found } = reading
  const { start, end, text } = line
  const opening = openingOf(text, open)
  if (opening === 'continues' && open) {
    open.end = end
    open.lines += 1
    return
  }
  close(reading)
  if (opening === 'nothing' || opening === 'continues') return
  if (opening === 'row') found.push({ kind: 'row', start, end })
  else if (opening === 'heading') found.push(headingOf(line))
  else reading.open = { kind: opening, start, end, lines: 1, fence: fenceOf(text) }
}

function openingOf(text: string, open: Open | null): Opening {
  if (text === '') return 'nothing'
  if (fenceOf(text) !== '') return 'code'
  if (HEADING.test(text)) return 'heading'
  if (TABLE_ROW.test(text) || (text.length < LONGEST_RULE && RULE.test(text))) return 'row'
  if (ITEM.test(text)) return 'item'
  if (open?.kind === 'prose' || (open?.kind === 'item' && INDENTED.test(text))) return 'continues'
  return 'prose'
}

function headingOf({ start, end, text }: Line): Block {
  const [, signs = '#', title = ''] = HEADING.exec(text) ?? []
  const closed = title.slice(0, LONGEST_TITLE).replace(/(?:^|[ \t])#+$/, '')
  return { kind: 'heading', start, end, level: signs.length, title: closed.trim() }
}

function close(reading: Reading): void {
  if (!reading.open) return
  const { kind, start, end } = reading.open
  reading.found.push({ kind: kind === 'item' ? 'prose' : kind, start, end })
  reading.open = null
}

/** Lines without white space at their end; `start` is that of the first visible character. */
function* linesOf(text: string): Generator<Line> {
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf('\n', from)
    const to = next === -1 ? text.length : next
    const line = text.slice(from, to).trimEnd()
    yield { start: from + line.length - line.trimStart().length, end: from + line.length, text: line }
    from = to + 1
  }
}
