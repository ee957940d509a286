/** Parsing takes time with the square of the depth, and Readability recurses. */
const MAX_DEPTH = 512
const MAX_TAGS = 100_000
const MAX_CHARACTERS = 5_000_000
const HEAVY_TAGS = 5_000
const HEAVY_DEPTH = 100
const HEAVY_CHARACTERS = 1_000_000

/** Elements that are never closed, or that the next one of their kind closes. */
const UNCLOSED = new Set(
  (
    'area base br col embed hr img input link meta source track wbr ' +
    'p li dt dd tr td th thead tbody tfoot option optgroup colgroup html head body rt rp'
  ).split(' '),
)

/** Counts up to the limits. The depth is an estimate, taken wide; `isTooDeep` knows it afterwards. */
function measure(html: string): { tags: number; depth: number } {
  let open = 0
  let depth = 0
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    if (++tags > MAX_TAGS) break
    const isClosing = html[at + 1] === '/'
    const name = /^[a-z][a-z0-9-]*/i.exec(html.slice(at + (isClosing ? 2 : 1), at + 24))?.[0].toLowerCase()
    if (name === undefined || UNCLOSED.has(name)) continue
    open = isClosing ? Math.max(0, open - 1) : open + 1
    depth = Math.max(depth, open)
    if (depth > MAX_DEPTH * 8) break
  }
  return { tags, depth }
}

/** A cheap look before parsing: why the markup is more than the parser is given, or null. */
export function markupOutOfBounds(html: string): string | null {
  if (html.length > MAX_CHARACTERS) return `has more than ${MAX_CHARACTERS} characters of markup`
  const { tags, depth } = measure(html)
  if (tags > MAX_TAGS) return `has more than ${MAX_TAGS} tags`
  return depth > MAX_DEPTH * 8 ? 'nests its elements too deeply' : null
}

/** Parsing it would hold up the thread that serves requests. */
export function isHeavyMarkup(html: string): boolean {
  if (html.length > HEAVY_CHARACTERS) return true
  const { tags, depth } = measure(html)
  return tags > HEAVY_TAGS || depth > HEAVY_DEPTH
}

/** Walks the tree without recursion. */
export function isTooDeep(root: Node): boolean {
  let depth = 0
  for (let node: Node | null = root; node !== null; ) {
    if (depth > MAX_DEPTH) return true
    if (node.firstChild !== null) {
      node = node.firstChild
      depth++
      continue
    }
    while (node !== null && node.nextSibling === null && node !== root) {
      node = node.parentNode
      depth--
    }
    node = node === root || node === null ? null : node.nextSibling
  }
  return false
}
