import { PAGE_END } from '../../../text/pages.ts'
import type { Line } from './pdf-lines.ts'

/** Distances between lines that still belong together, as a multiple of the page's usual one. */
const NEAR = 1.25
/** Font sizes, as a multiple of the body's, from which a short paragraph is a heading. */
const HEADING_SIZE = 1.15
const TITLE_SIZE = 1.6
const LONGEST_HEADING = 120

const ITEM = /^(?:[•▪◦‣∙–—*-]|\d{1,3}[.)]|\([a-z\d]{1,3}\))\s/
const SENTENCE_END = /[.!?:;。！？：；]["'”’»)\]]*$/
const UNSPACED_END = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}，。、；：？！”’》」]$/u
const UNSPACED_START = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}，。、；：？！“‘《「]/u

/** Usual distance between a page's lines, and how far the lines of its columns reach. */
type Layout = { leading: number; edges: ReadonlyMap<number, number> }
type Paragraph = { text: string; left: number; last: Line }

/** The most frequent value; 0 when there is none. Weighed by `weight`. */
function usual<Item>(items: readonly Item[], value: (item: Item) => number, weight: (item: Item) => number) {
  const weights = new Map<number, number>()
  for (const item of items) weights.set(value(item), (weights.get(value(item)) ?? 0) + weight(item))
  return [...weights].sort((one, other) => other[1] - one[1])[0]?.[0] ?? 0
}

const half = (points: number) => Math.round(points * 2) / 2

/** Usual distance from a line to the next one below it, in points. */
function leadingOf(page: readonly Line[]): number {
  const drops = page
    .slice(1)
    .map((line, at) => ({ drop: half((page[at]?.y ?? 0) - line.y), size: line.size }))
  const below = drops.filter(({ drop, size }) => drop > size * 0.8 && drop < size * 3)
  return usual(
    below,
    ({ drop }) => drop,
    () => 1,
  )
}

/** Lines of one column that must be there before its right edge is known, and the share that may reach beyond. */
const COLUMN_LINES = 4
const BEYOND = 0.25
const COLUMN_START = 20

const columnOf = ({ left }: Line) => Math.round(left / COLUMN_START)

/** How far the lines of each column usually reach, by `columnOf`. */
function rightEdges(page: readonly Line[]): Map<number, number> {
  const columns = new Map<number, number[]>()
  for (const line of page) {
    const rights = columns.get(columnOf(line)) ?? []
    rights.push(line.right)
    columns.set(columnOf(line), rights)
  }
  const known = [...columns].filter(([, rights]) => rights.length >= COLUMN_LINES)
  return new Map(
    known.map(([column, rights]) => {
      const sorted = rights.sort((one, other) => other - one)
      return [column, sorted[Math.floor(rights.length * BEYOND)] ?? 0]
    }),
  )
}

/** The next line's first word would have fitted: the line was ended on purpose. */
function wasEnded(last: Line, next: Line, edge: number | undefined): boolean {
  if (edge === undefined) return false
  const word = UNSPACED_START.test(next.text) ? 2 : next.text.search(/\s|$/)
  const width = ((word + 1) * (next.right - next.left)) / next.text.length
  return last.right + width * 1.1 < edge
}

const isAlike = (one: Line, other: Line) => Math.abs(one.size - other.size) < other.size * 0.1

/** Does the line go on with the paragraph above it? */
function continues({ left, last }: Paragraph, line: Line, layout: Layout) {
  const drop = last.y - line.y
  if (drop <= 0) return continuesElsewhere(last, line)
  if (!isAlike(last, line) || ITEM.test(line.text)) return false
  if (drop > Math.max(layout.leading, line.size) * NEAR) return false
  if (wasEnded(last, line, layout.edges.get(columnOf(last)))) return false
  const indent = line.left - Math.max(left, last.left)
  return !(indent > line.size * 0.8 && SENTENCE_END.test(last.text))
}

/** Does the line go on with the last one of the page or column before? */
const continuesElsewhere = (last: Line, line: Line): boolean =>
  isAlike(last, line) && !SENTENCE_END.test(last.text) && /^[\p{Ll}\p{Lo}]/u.test(line.text)

/** Joins two lines; a word that was divided becomes whole, and a page ends behind it. */
function join(text: string, next: string, pageEnd: string): string {
  if (/\p{L}[-\u2010\u00ad]$/u.test(text) && /^\p{Ll}/u.test(next)) {
    const rest = pageEnd === '' ? next : next.replace(/\s|$/, pageEnd)
    return text.slice(0, -1) + rest
  }
  if (pageEnd !== '') return text + pageEnd + next
  return text + (UNSPACED_END.test(text) && UNSPACED_START.test(next) ? '' : ' ') + next
}

function headingSign({ text, last }: Paragraph, bodySize: number): string {
  if (text.length > LONGEST_HEADING || ITEM.test(text) || last.size < bodySize * HEADING_SIZE) return ''
  return last.size < bodySize * TITLE_SIZE ? '## ' : '# '
}

/** Collects paragraphs into text; a paragraph stays open, over the end of its page too, until it is flushed. */
function createText(bodySize: number) {
  const parts: string[] = []
  let open: Paragraph | null = null
  let ended = 0
  const flush = () => {
    if (open !== null) parts.push(headingSign(open, bodySize), open.text.replaceAll('\u00ad', ''), '\n')
    if (open !== null || ended > 0) parts.push(PAGE_END.repeat(ended), '\n')
    open = null
    ended = 0
  }
  const goesOn = (paragraph: Paragraph, line: Line, layout: Layout) => {
    if (ended === 0) return continues(paragraph, line, layout)
    return ended === 1 && line.size < bodySize * HEADING_SIZE && continuesElsewhere(paragraph.last, line)
  }
  return {
    add(line: Line, layout: Layout): void {
      if (open !== null && goesOn(open, line, layout)) {
        const text = join(open.text, line.text, PAGE_END.repeat(ended))
        open = { text, left: Math.min(open.left, line.left), last: line }
        ended = 0
        return
      }
      flush()
      open = { text: line.text, left: line.left, last: line }
    },
    endPage(): void {
      ended += 1
    },
    end(): string {
      flush()
      return parts.join('')
    },
  }
}

/**
 * Text of the pages: lines joined into paragraphs, larger ones as Markdown headings, each page ended by a
 * form feed, in the middle of a sentence too.
 */
export function pdfText(pages: readonly (readonly Line[])[]): string {
  const bodySize = usual(
    pages.flat(),
    ({ size }) => half(size),
    ({ text }) => text.length,
  )
  const text = createText(bodySize)
  for (const page of pages) {
    const layout = { leading: leadingOf(page), edges: rightEdges(page) }
    for (const line of page) text.add(line, layout)
    text.endPage()
  }
  return text.end()
}
