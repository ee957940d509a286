import type { getDocumentProxy } from 'unpdf'

type PdfPage = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>
type TextContent = Awaited<ReturnType<PdfPage['getTextContent']>>
type TextItem = Extract<TextContent['items'][number], { str: string }>

/** A line as it is printed. Points, from the lower left corner of the page. */
export type Line = { text: string; left: number; right: number; y: number; size: number }

/** Pages that must agree, and their share, before a line is taken for a running header or footer. */
const RUNNING_PAGES = 3
const RUNNING_SHARE = 0.3
/** Lines looked at from the top and from the bottom of a page. */
const RUNNING_LINES = 2

/** The lines of a page in the order they were written, which is the order of reading in most files. */
export function linesOf({ items }: TextContent): Line[] {
  const lines: Line[] = []
  let open: Line | null = null
  for (const item of items) {
    if (!('str' in item)) continue
    if (item.str.trim() !== '' && isUpright(item)) open = extend(open, item)
    else if (open !== null && item.str !== '') open.text += ' '
    if (!item.hasEOL || open === null) continue
    lines.push(open)
    open = null
  }
  if (open !== null) lines.push(open)
  return lines.map((line) => ({ ...line, text: line.text.replace(/\s+/g, ' ').trim() }))
}

/** Stamps along the margin are turned by a quarter. */
const isUpright = ({ transform }: TextItem) => Math.abs(Number(transform[0])) > Math.abs(Number(transform[1]))

function extend(line: Line | null, { str, transform, width, height }: TextItem): Line {
  const left = Number(transform[4])
  const right = left + width
  if (line === null) return { text: str, left, right, y: Number(transform[5]), size: height }
  return {
    ...line,
    text: line.text + str,
    right: Math.max(line.right, right),
    size: Math.max(line.size, height),
  }
}

/** Numbers count up from page to page, so they are alike. */
const signature = ({ text, y }: Line) => `${Math.round(y)} ${text.replace(/\d+|\b[ivxlc]+\b/g, '#')}`

function edges(page: readonly Line[]): Line[] {
  const sorted = [...page].sort((one, other) => other.y - one.y)
  return [...new Set([...sorted.slice(0, RUNNING_LINES), ...sorted.slice(-RUNNING_LINES)])]
}

/** Leaves out what stands at the same height at the edge of many pages: titles and page numbers. A page of nothing else keeps it. */
export function dropRunningLines(pages: readonly (readonly Line[])[]): Line[][] {
  const counts = new Map<string, number>()
  for (const page of pages) {
    for (const key of new Set(edges(page).map(signature))) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const needed = Math.max(RUNNING_PAGES, pages.length * RUNNING_SHARE)
  return pages.map((page) => {
    const running = new Set(edges(page).filter((line) => (counts.get(signature(line)) ?? 0) >= needed))
    const rest = page.filter((line) => !running.has(line))
    return rest.length > 0 ? rest : [...page]
  })
}
