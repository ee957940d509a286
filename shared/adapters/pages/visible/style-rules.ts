/** Declarations of a rule or a `style` attribute: property -> value, both in lower case. */
export type Declarations = Record<string, string>

/** `p.note#first`: what an element must be to be meant. */
type Selector = { tag: string | null; id: string | null; classes: readonly string[] }
type Rule = Selector & { declarations: Declarations; weight: number; order: number }

const MOST_RULES = 5_000
const LONGEST_SHEETS = 1_000_000

/** `a: b; c: d !important`. */
export function parseDeclarations(text: string): Declarations {
  const declarations: Declarations = {}
  for (const part of text.split(';')) {
    const colon = part.indexOf(':')
    if (colon < 0) continue
    const value = part.slice(colon + 1).replace(/!\s*important/i, '')
    declarations[part.slice(0, colon).trim().toLowerCase()] = value.trim().toLowerCase()
  }
  return declarations
}

/** Null for a selector that depends on more than the element itself. */
function parseSelector(text: string): Selector | null {
  if (!/^(?:\*|[a-z][\w-]*)?(?:[.#][\w-]+)*$/i.test(text) || text === '') return null
  const tag = /^[a-z][\w-]*/i.exec(text)?.[0].toLowerCase() ?? null
  const id = /#([\w-]+)/.exec(text)?.[1] ?? null
  return { tag, id, classes: [...text.matchAll(/\.([\w-]+)/g)].map(([, name = '']) => name) }
}

/** Rules that hold on a screen at any size; what depends on a condition is left out. */
function* rulesIn(css: string): Generator<[selectors: string, body: string]> {
  const plain = css.replace(/\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\//g, '')
  for (let at = 0; at < plain.length; ) {
    const open = plain.indexOf('{', at)
    if (open < 0) return
    const head = plain
      .slice(at, open)
      .replace(/^[^;]*;/, '')
      .trim()
    if (/^@(?:media\s+(?:all|screen)|layer\b.*)$/i.test(head)) {
      at = open + 1
      continue
    }
    const close = head.startsWith('@') ? endOfBlock(plain, open) : plain.indexOf('}', open)
    if (close < 0) return
    if (!head.startsWith('@')) yield [head.replace(/^[\s}]+/, ''), plain.slice(open + 1, close)]
    at = close + 1
  }
}

function endOfBlock(css: string, open: number): number {
  let depth = 0
  for (let at = open; at < css.length; at++) {
    if (css[at] === '{') depth++
    else if (css[at] === '}' && --depth === 0) return at
  }
  return -1
}

/** Ids weigh more than classes, and classes more than tags (Selectors 4, section 17). */
const weightOf = ({ id, classes, tag }: Selector) =>
  (id === null ? 0 : 10_000) + classes.length * 100 + (tag === null ? 0 : 1)

const keyOf = ({ id, classes, tag }: Selector) =>
  id !== null ? `#${id}` : classes[0] !== undefined ? `.${classes[0]}` : (tag ?? '*')

const fits = (rule: Selector, element: Element, classes: readonly string[]) =>
  (rule.tag === null || rule.tag === element.localName) &&
  (rule.id === null || rule.id === element.id) &&
  rule.classes.every((name) => classes.includes(name))

function* parseRules(sheets: readonly string[]): Generator<Rule> {
  let order = 0
  for (const [selectors, body] of rulesIn(sheets.join('\n').slice(0, LONGEST_SHEETS))) {
    const declarations = parseDeclarations(body)
    for (const text of selectors.split(',')) {
      const selector = parseSelector(text.trim())
      if (selector !== null) yield { ...selector, declarations, weight: weightOf(selector), order: ++order }
      if (order >= MOST_RULES) return
    }
  }
}

/**
 * What the page's own style sheets and the element's `style` say of an element, by weight and order; rules
 * that name one element by tag, class and id only.
 */
export function createStyles(sheets: readonly string[]): (element: Element) => Declarations {
  const rules = new Map<string, Rule[]>()
  for (const rule of parseRules(sheets)) {
    const alike = rules.get(keyOf(rule))
    if (alike) alike.push(rule)
    else rules.set(keyOf(rule), [rule])
  }
  return (element) => {
    const own = element.getAttribute('style')
    const classes = (element.getAttribute('class') ?? '').split(/\s+/).filter(Boolean)
    const keys = [element.localName, '*', ...classes.map((name) => `.${name}`), `#${element.id}`]
    const meant = rules.size === 0 ? [] : [...new Set(keys)].flatMap((key) => rules.get(key) ?? [])
    const inOrder = meant
      .filter((rule) => fits(rule, element, classes))
      .sort((one, other) => one.weight - other.weight || one.order - other.order)
    return Object.assign({}, ...inOrder.map((rule) => rule.declarations), own ? parseDeclarations(own) : {})
  }
}
