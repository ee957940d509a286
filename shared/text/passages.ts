import { type Block, blocks } from './blocks.ts'
import { createPageLookup } from './pages.ts'
import { type Span, sentences } from './sentences.ts'

/**
 * A piece of a text: `text` is `source.slice(start, end)`, in UTF-16 code units. `heading` is the path of
 * headings above it ("Install > Linux"), empty when there are none; `ordinal` counts from 0; `page` is the one
 * it begins on, null in a text without pages.
 */
export type Passage = {
  text: string
  start: number
  end: number
  heading: string
  ordinal: number
  page: number | null
}

const DEFAULT_LENGTH = 900

/**
 * Cuts a plain or Markdown text into passages of at most `maxLength` UTF-16 code units (900): short
 * paragraphs of a section together, long ones between sentences, then at white space, then anywhere but
 * inside a character. They are in order, do not overlap, and leave out nothing but white space.
 */
export function splitPassages(text: string, options: { maxLength?: number } = {}): Passage[] {
  const maxLength = options.maxLength ?? DEFAULT_LENGTH
  const found: Passage[] = []
  const path: string[] = []
  const pageAt = createPageLookup(text)
  let open: (Span & { hasBody: boolean }) | undefined
  const close = () => {
    if (!open) return
    const { start, end } = open
    found.push({
      text: text.slice(start, end),
      start,
      end,
      heading: headingOf(path),
      ordinal: found.length,
      page: pageAt(start),
    })
    open = undefined
  }
  for (const block of blocks(text)) {
    if (block.kind === 'heading') {
      // A heading right under its parent stays with it.
      if (open?.hasBody || block.level <= path.length) close()
      path.length = block.level - 1
      path[block.level - 1] = block.title
    }
    for (const piece of pieces(text, block, maxLength)) {
      if (open && piece.end - open.start > maxLength) close()
      open ??= { ...piece, hasBody: false }
      open.end = piece.end
      open.hasBody ||= block.kind !== 'heading'
    }
  }
  close()
  return found
}

/** Levels may be left out ("#" then "###"), and a heading may be empty. */
const headingOf = (path: readonly string[]) => path.filter((title) => title).join(' > ')

function pieces(text: string, block: Block, maxLength: number): Span[] {
  const { kind, start, end } = block
  if (end - start <= maxLength) return [block]
  if (kind === 'heading' || kind === 'row') return cut(text, block, maxLength)
  return sentences(text.slice(start, end)).flatMap((span) =>
    cut(text, { start: start + span.start, end: start + span.end }, maxLength),
  )
}

/** Cuts a span at white space, near the limit; where there is none, between two characters. */
function cut(text: string, { start, end }: Span, maxLength: number): Span[] {
  const found: Span[] = []
  let from = start
  while (end - from > maxLength) {
    const to = cutPoint(text, from, maxLength)
    const piece = text.slice(from, to).trimEnd()
    found.push({ start: from, end: from + piece.length })
    from = to
    while (from < end && isSpace(text.charAt(from))) from += 1
  }
  found.push({ start: from, end })
  return found
}

function cutPoint(text: string, from: number, maxLength: number): number {
  const limit = from + maxLength
  for (let at = limit; at > from + maxLength / 2; at -= 1) if (isSpace(text.charAt(at))) return at
  const splitsPair =
    /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(limit))
  return splitsPair && maxLength > 1 ? limit - 1 : limit
}

const isSpace = (character: string) => /\s/.test(character)
