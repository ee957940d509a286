import { visibleCharacters } from '../../text/visible-characters.ts'

/** Elements whose text is no part of what a reader sees, or no part of the text. */
const SKIPPED = new Set(
  'script style noscript template head title svg math iframe object canvas audio video select textarea button nav'.split(
    ' ',
  ),
)

/** Elements that begin and end a paragraph of their own. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure ' +
    'footer form header hgroup hr html legend main ol p section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)

const HEADING = /^h([1-6])$/

/** Spaces as a browser shows them; `\n` stands for `<br>`, and two of them for a blank line. */
function tidy(inline: string): string {
  return visibleCharacters(inline)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const isElement = (node: Node): node is Element => node.nodeType === 1
const isText = (node: Node): boolean => node.nodeType === 3

/** A table that only lays out a page, or holds whole texts, is read as blocks and not as rows. */
const isLayout = (table: Element): boolean =>
  table.querySelector('table, h1, h2, h3, h4, pre, ul, ol') !== null

function renderRow(row: Element): string {
  const cells = [...row.children].map((cell) => renderText(cell).replace(/\s+/g, ' '))
  return cells.some((cell) => cell !== '') ? cells.join(' | ') : ''
}

const renderTable = (table: Element): string =>
  [...table.querySelectorAll('caption, tr')]
    .map((part) => (part.localName === 'tr' ? renderRow(part) : renderText(part)))
    .filter((line) => line !== '')
    .join('\n')

/**
 * The text that a reader sees: paragraphs parted by a blank line, headings as `# …`, list items as `- …`,
 * table rows as `a | b`, preformatted text in fences. The tree must not be deep: this recurses.
 */
export function renderText(root: Node): string {
  const blocks: { text: string; isItem: boolean }[] = []
  let inline = ''
  /** `- ` or `## ` for the next block; a heading's wins over the list item it stands in. */
  let marker = ''
  let listDepth = 0

  const push = (text: string) => {
    if (text === '') return
    blocks.push({ text: marker + text, isItem: marker.endsWith('- ') })
    marker = ''
  }
  const flush = () => {
    push(tidy(inline))
    inline = ''
  }
  const asBlock = (element: Element, ownMarker: string) => {
    flush()
    if (ownMarker !== '') marker = ownMarker
    for (const child of element.childNodes) walk(child)
    flush()
    if (ownMarker !== '') marker = ''
  }
  const walkElement = (element: Element) => {
    const name = element.localName
    const heading = HEADING.exec(name)
    if (heading !== null) return asBlock(element, `${'#'.repeat(Number(heading[1]))} `)
    switch (name) {
      case 'br':
        inline += '\n'
        return
      case 'li':
        return asBlock(element, `${'  '.repeat(Math.max(0, listDepth - 1))}- `)
      case 'ul':
      case 'ol':
        listDepth++
        asBlock(element, '')
        listDepth--
        return
      case 'pre':
        flush()
        return push(fence(element.textContent ?? ''))
      case 'table':
        if (isLayout(element)) return asBlock(element, '')
        flush()
        return push(renderTable(element))
    }
    if (BLOCKS.has(name) && element !== root) return asBlock(element, '')
    for (const child of element.childNodes) walk(child)
  }
  const walk = (node: Node) => {
    if (isText(node)) inline += (node.textContent ?? '').replace(/\s+/g, ' ')
    else if (isElement(node) && !SKIPPED.has(node.localName)) walkElement(node)
  }

  walk(root)
  flush()
  return blocks.reduce((text, block, at) => {
    const isListed = block.isItem && blocks[at - 1]?.isItem
    return text + (at === 0 ? '' : isListed ? '\n' : '\n\n') + block.text
  }, '')
}

/** Fenced, so that a shell comment is not taken for a heading. */
function fence(code: string): string {
  const lines = code.trimEnd().replace(/^\s*\n/, '')
  return lines === '' ? '' : `\`\`\`\n${lines}\n\`\`\``
}
