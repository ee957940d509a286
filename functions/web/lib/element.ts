import { bindWords } from './language.ts'

/** A function is asked again when the reader chooses another language. */
type Said = string | (() => string)

type Options = {
  class?: string
  /** The element's text. Text only: nothing here reads markup. */
  text?: Said
  /** `aria-label`, with a tooltip of the same words. */
  label?: Said
  /** Attributes by name; null and false leave one out. */
  attributes?: Record<string, string | boolean | null>
  on?: Record<string, (event: never) => void>
}

/** Makes an element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: Options = {},
  ...children: readonly (Node | null)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  if (options.class !== undefined) made.className = options.class
  const { text, label } = options
  if (text !== undefined) say(text, (words) => made.replaceChildren(words))
  if (label !== undefined) {
    say(label, (words) => {
      made.setAttribute('aria-label', words)
      made.title = words
    })
  }
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value)
  }
  for (const [name, listener] of Object.entries(options.on ?? {})) {
    made.addEventListener(name, listener as (event: Event) => void)
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

function say(said: Said, put: (words: string) => void): void {
  if (typeof said === 'string') put(said)
  else bindWords(() => put(said()))
}

/** The element of the page's own markup with this id. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found as Kind
}
