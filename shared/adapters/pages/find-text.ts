/** A paragraph of prose has about this much at least. */
const SHORTEST_PARAGRAPH = 40
/** Of all prose on the page, for the place that is taken. */
const LEAST_SHARE = 0.6

const MARKED = ['[itemprop~="articleBody"]', 'article', 'main', '[role="main"]']

const lengthOf = (node: Node): number => (node.textContent ?? '').replace(/\s+/g, ' ').trim().length

/** Prose in each element's own paragraphs, and half of it in the one around. */
function weighParagraphs(document: Document): { weights: Map<Element, number>; total: number } {
  const weights = new Map<Element, number>()
  let total = 0
  const add = (element: Element | null, weight: number) => {
    if (element) weights.set(element, (weights.get(element) ?? 0) + weight)
  }
  for (const paragraph of document.querySelectorAll('p')) {
    const length = lengthOf(paragraph)
    if (length < SHORTEST_PARAGRAPH || paragraph.querySelector('p') !== null) continue
    total += length
    add(paragraph.parentElement, length)
    add(paragraph.parentElement?.parentElement ?? null, length / 2)
  }
  return { weights, total }
}

/**
 * Where the text of a page stands whose article was not found: the one place that the page marks as such,
 * or that most of the prose stands in. Null for pages of another kind, such as lists and forms.
 */
export function findText(document: Document): Element | null {
  const { weights, total } = weighParagraphs(document)
  if (total === 0) return null
  for (const selector of MARKED) {
    const marked = [...document.querySelectorAll(selector)]
    const [only] = marked
    if (only && marked.length === 1 && lengthOf(only) >= SHORTEST_PARAGRAPH) return only
  }
  const [best] = [...weights].sort(([, one], [, other]) => other - one)
  return best && best[1] >= total * LEAST_SHARE ? best[0] : null
}
