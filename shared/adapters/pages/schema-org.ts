/** What a page's JSON-LD says of the work that the page is (schema.org). */
export type WorkFacts = {
  published: string | null
  modified: string | null
  author: string | null
  publisher: string | null
  language: string | null
}

const MOST_SCRIPTS = 20
const LONGEST_SCRIPT = 300_000
const MOST_NODES = 500
const MOST_AUTHORS = 3

/** Of several things on a page, the one that it is about; `WebPage` where there is no better one. */
const WORKS: readonly RegExp[] = [
  /(?:Article|Posting|Report|Review)$/,
  /^(?:Book|Chapter|CreativeWork|Course|Dataset|Event|FAQPage|HowTo|JobPosting|Product|QAPage|Recipe|SoftwareApplication|VideoObject)$/,
  /(?:^|\/)WebPage$|Page$/,
]

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** The things that the scripts tell of, those in other things after them. */
function nodesOf(document: Document): Node[] {
  const waiting: unknown[] = []
  for (const script of [...document.querySelectorAll('script[type="application/ld+json"]')].slice(
    0,
    MOST_SCRIPTS,
  )) {
    const text = script.textContent ?? ''
    if (text.length > LONGEST_SCRIPT) continue
    try {
      waiting.push(JSON.parse(text))
    } catch {
      // A page that breaks its own script says nothing by it.
    }
  }
  const nodes: Node[] = []
  for (let at = 0; at < waiting.length && nodes.length < MOST_NODES; at++) {
    const next = waiting[at]
    if (Array.isArray(next)) waiting.push(...next.slice(0, MOST_NODES))
    else if (isNode(next)) {
      nodes.push(next)
      waiting.push(next['@graph'], next['mainEntity'], next['mainEntityOfPage'])
    }
  }
  return nodes
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null

/** A name, or things that have one. */
function namesOf(value: unknown): string | null {
  const names = list(value).map((one) => (isNode(one) ? textOf(list(one['name'])[0]) : textOf(one)))
  return (
    names
      .filter((name) => name !== null)
      .slice(0, MOST_AUTHORS)
      .join(', ') || null
  )
}

/** Facts of the work; null where the page has no JSON-LD of one. */
export function schemaOrgFacts(document: Document): WorkFacts | null {
  const nodes = nodesOf(document)
  const typesOf = (node: Node) => list(node['@type']).map(String)
  const work = WORKS.map((pattern) =>
    nodes.find((node) => typesOf(node).some((type) => pattern.test(type))),
  ).find((node) => node !== undefined)
  if (!work) return null
  const first = (name: string) => textOf(list(work[name])[0])
  const language = list(work['inLanguage'])[0]
  return {
    published: first('datePublished') ?? first('uploadDate') ?? first('dateCreated'),
    modified: first('dateModified'),
    author: namesOf(work['author'] ?? work['creator']),
    publisher: namesOf(work['publisher']),
    language: isNode(language) ? textOf(language['alternateName']) : textOf(language),
  }
}
