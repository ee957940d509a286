import { element } from '../lib/element.ts'
import { type Block, type Place, placeAfter, readToken, type Token } from './synopsis-tokens.ts'

/** Part of a text node: the characters from `from` on are those of the synopsis from `start` on. */
type Piece = { start: number; node: Text; from: number }

export type SynopsisView = {
  root: HTMLElement
  append(delta: string): void
  /** Shows what was held back, since no more will come. */
  end(): void
  clear(): void
  text(): string
  /** The marker that begins at this offset of the synopsis. */
  markerAt(start: number): HTMLButtonElement | undefined
  /** What stands between two offsets of the synopsis (UTF-16 code units). */
  rangeOf(span: { start: number; end: number }): Range | null
}

/** The synopsis while it is being written. What stands is never rendered again: text is only added to it. */
export function createSynopsisView(onMarker: (n: number, start: number) => void): SynopsisView {
  const root = element('div', { class: 'synopsis' })
  let text = ''
  let shown = 0
  let place: Place = 'line-start'
  let block: HTMLElement | null = null
  let inline: HTMLElement | null = null
  let newlineAt: number | null = null
  let pieces: Piece[] = []
  let markers = new Map<number, HTMLButtonElement>()

  function show(isEnd: boolean): void {
    while (shown < text.length) {
      const token = readToken({ text, at: shown, isEnd }, place)
      if (!token) return
      add(token)
      place = placeAfter(token, place)
      shown = token.end
    }
  }

  function add(token: Token): void {
    switch (token.kind) {
      case 'block':
        startBlock(token.block)
        break
      case 'text':
        addText(text.slice(shown, token.end), shown)
        break
      case 'newline':
        newlineAt = shown
        inline = block
        break
      case 'strong':
        toggle('strong')
        break
      case 'code':
        toggle('code')
        break
      case 'cite':
        addMarker(token.n, shown)
        break
    }
  }

  function startBlock(kind: Block): void {
    const isContinued = kind === 'paragraph' && block !== null
    if (!isContinued) {
      block = kind === 'blank' ? null : openBlock(root, kind)
      inline = block
    } else if (newlineAt !== null) {
      addText(' ', newlineAt)
    }
    newlineAt = null
  }

  function toggle(tag: 'strong' | 'code'): void {
    const parent = inline ?? root
    if (parent.localName === tag) inline = parent.parentElement
    else {
      inline = element(tag)
      parent.append(inline)
    }
  }

  function addText(words: string, start: number): void {
    const parent = inline ?? root
    const last = parent.lastChild
    const node = last instanceof Text ? last : document.createTextNode('')
    const from = node.length
    node.appendData(words)
    if (node !== last) parent.append(node)
    const before = pieces.at(-1)
    if (before?.node !== node || before.start + from - before.from !== start) {
      pieces.push({ start, node, from })
    }
  }

  function addMarker(n: number, start: number): void {
    const marker = element('button', {
      class: 'cite',
      text: String(n),
      attributes: { type: 'button', 'data-verdict': 'none' },
      on: { click: () => onMarker(n, start) },
    })
    markers.set(start, marker)
    ;(inline ?? root).append(marker)
  }

  function rangeOf({ start, end }: { start: number; end: number }): Range | null {
    const first = pieces.find((piece) => endOf(piece) > start)
    const last = pieces.findLast((piece) => piece.start < end)
    if (!first || !last || last.start < first.start) return null
    const range = document.createRange()
    range.setStart(first.node, first.from + Math.max(0, start - first.start))
    range.setEnd(last.node, last.from + Math.min(end, endOf(last)) - last.start)
    return range
  }

  /** A node may go on in a later piece. */
  function endOf(piece: Piece): number {
    const next = pieces[pieces.indexOf(piece) + 1]
    const length = next?.node === piece.node ? next.from : piece.node.length
    return piece.start + length - piece.from
  }

  return {
    root,
    append(delta) {
      text += delta
      show(false)
    },
    end: () => show(true),
    clear() {
      root.replaceChildren()
      text = ''
      shown = 0
      place = 'line-start'
      block = inline = newlineAt = null
      pieces = []
      markers = new Map()
    },
    text: () => text,
    markerAt: (start) => markers.get(start),
    rangeOf,
  }
}

/** A new block at the end; an item goes on with the list that stands there. */
function openBlock(root: HTMLElement, kind: Exclude<Block, 'blank'>): HTMLElement {
  if (kind === 'bullet' || kind === 'number') {
    const tag = kind === 'bullet' ? 'ul' : 'ol'
    const last = root.lastElementChild
    const list = last?.localName === tag ? last : element(tag)
    const item = element('li')
    list.append(item)
    if (list !== last) root.append(list)
    return item
  }
  const block = element(BLOCK_TAGS[kind])
  root.append(block)
  return block
}
// Below the question, which is an `h2`.
const BLOCK_TAGS = { paragraph: 'p', heading: 'h3', fence: 'pre' } as const
