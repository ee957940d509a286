/** Class names and ids of what stands in an article and is none of its text. */
const ASIDE =
  /(?:^|[-_\s])(?:captions?|credits?|related|recirc|read-?(?:more|next)|newsletter|subscribe|sign-?up|promo(?:tion)?s?|share|sharing|social|byline|author-?(?:bio|info|card|box)|bio|breadcrumbs?|most-?(?:read|popular)|trending|more-?(?:from|on|stories)|outbrain|taboola|sponsor(?:ed)?|advert(?:isement)?|ads?|gallery|slideshow|carousel|timestamp|dateline|pubdate|publish(?:ed)?-?(?:date|time)?|post-?meta|entry-?meta|article-?meta|tags?-?list|print-only)(?:$|[-_\s])/i

/** How lines begin that point elsewhere or tell of the page; they are short. */
const POINTER =
  /^(?:related(?: (?:stories|articles|content|coverage))?\s*[:|]|(?:read|see|watch|learn) (?:more|also|next)\b|also (?:read|see)\b|see also\b|don['’]t miss\b|more from\b|more (?:stories|articles)\b|continue reading\b|advertisement\b|image \d+ of\b|\d+\s?of\s?\d+\b|\(?(?:image|photo|picture|photograph)s?(?: credit| by)?\s*:|click here\b|(?:last )?updated?\b.{0,40}\d|(?:first )?(?:published|posted)\b.{0,40}\d|get the latest\b|sign up\b|subscribe\b|follow @?\w+ on\b|have a tip\?)/i

const LONGEST_POINTER = 240
const SHORTEST_LINK = 20
/** Of the text; when more would go, it is the text. */
const MOST_PRUNED = 0.4
const MOST_OF_ONE = 0.2

/** Characters without spaces; `linked` are those in links. */
type Size = { text: number; linked: number }
type Sizes = Map<Node, Size>

function measure(node: Node, sizes: Sizes): Size {
  const size = { text: 0, linked: 0 }
  if (node.nodeType === 3) size.text = (node.textContent ?? '').replace(/\s+/g, '').length
  for (const child of node.childNodes) {
    const { text, linked } = measure(child, sizes)
    size.text += text
    size.linked += linked
  }
  if (node.nodeType === 1) {
    if ((node as Element).localName === 'a') size.linked = size.text
    sizes.set(node, size)
  }
  return size
}

const BOXES = new Set('p div li ul ol section h2 h3 h4 h5 h6'.split(' '))
const INLINE = new Set('span strong em b i'.split(' '))

function isAside(element: Element): boolean {
  const name = element.localName
  if (name === 'figcaption' || name === 'aside' || name === 'footer') return true
  return ASIDE.test(`${element.getAttribute('class') ?? ''} ${element.id ?? ''}`)
}

/** All of its text leads elsewhere, or it says that it does. */
function isPointer(element: Element, { text, linked }: Size): boolean {
  const isBox = BOXES.has(element.localName)
  if (isBox && text >= SHORTEST_LINK && linked >= text * 0.9) return true
  if (text > LONGEST_POINTER || !(isBox || INLINE.has(element.localName))) return false
  return POINTER.test((element.textContent ?? '').replace(/\s+/g, ' ').trim())
}

/**
 * Takes captions, credits, pointers to other pages and the like out of an article that was found; leaves it
 * as it is when that would be much of it, as in a list of links. Changes the tree, which must not be deep.
 */
export function pruneArticle(article: Element): void {
  const sizes: Sizes = new Map()
  const total = measure(article, sizes).text
  const doomed: Element[] = []
  let pruned = 0
  const visit = (element: Element) => {
    for (const child of element.children) {
      const size = sizes.get(child)
      if (!size || size.text === 0) continue
      const isShort = size.text <= total * MOST_OF_ONE
      if (!isShort || !(isAside(child) || isPointer(child, size))) visit(child)
      else {
        doomed.push(child)
        pruned += size.text
      }
    }
  }
  visit(article)
  if (pruned > total * MOST_PRUNED) return
  for (const element of doomed) element.remove()
}
