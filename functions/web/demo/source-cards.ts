import type { AnswerSource, Source } from '../../../shared/api/answer.ts'
import { element } from '../lib/element.ts'
import { words } from '../lib/language.ts'
import { webAddress } from '../lib/web-address.ts'

type Read = AnswerSource['read']

/** The sources as they are found and read. */
export function createSourceCards() {
  const list = element('ol', { class: 'cards' })
  const root = element(
    'section',
    { class: 'sources', attributes: { hidden: true } },
    element('h3', { text: () => words().sources }),
    list,
  )
  const cards = new Map<
    number,
    { source: Source; card: HTMLElement; read: HTMLElement; about: HTMLElement }
  >()

  return {
    root,
    add(source: Source): void {
      root.hidden = false
      const read = element('span', { class: 'read' })
      const about = element('p', { class: 'about', text: source.snippet })
      const card = element(
        'li',
        { class: 'card', attributes: { value: String(source.n) } },
        element(
          'div',
          { class: 'card-head' },
          element('span', { class: 'number', text: String(source.n) }),
          element('span', { class: 'site', text: placeOf(source) }),
        ),
        titleOf(source),
        about,
        read,
      )
      cards.get(source.n)?.card.remove()
      cards.set(source.n, { source, card, read, about })
      list.append(card)
    },
    markRead(n: number, state: Read): void {
      const entry = cards.get(n)
      if (!entry) return
      entry.card.dataset['read'] = state
      entry.read.replaceChildren(element('span', { text: () => words().reads[state] }))
    },
    describe(n: number, text: string): void {
      const about = cards.get(n)?.about
      if (about) about.textContent = text
    },
    markCited(n: number): void {
      cards.get(n)?.card.classList.add('cited')
    },
    get: (n: number): Source | undefined => cards.get(n)?.source,
    all: (): Source[] => [...cards.values()].map(({ source }) => source),
    clear(): void {
      cards.clear()
      list.replaceChildren()
      root.hidden = true
    },
  }
}

function titleOf({ url, title }: Source): HTMLElement {
  const href = webAddress(url)
  const text = title === '' ? (url ?? '') : title
  if (href === null) return element('strong', { class: 'card-title', text })
  const attributes = { href, target: '_blank', rel: 'noopener noreferrer nofollow' }
  return element('a', { class: 'card-title', text, attributes })
}

/** Where it stands and since when: "example.org · 2025-03-20". */
function placeOf({ site, url, published }: Source): string {
  const href = webAddress(url)
  const host = site ?? (href === null ? '' : new URL(href).host)
  return [host, published ?? ''].filter((part) => part !== '').join(' · ')
}
