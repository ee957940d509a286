import { Parser } from 'htmlparser2'
import { markupOutOfBounds } from '../markup-bounds.ts'
import { absolute } from './absolute.ts'

const MOST_LINKS = 2_000
const FEED_TYPES = new Set(['application/rss+xml', 'application/atom+xml', 'application/rdf+xml'])

export type SiteMarkup = {
  links: string[]
  lists: string[]
  canonical: string | null
  /** Contents of `<meta name=robots>`, and of one with our own name. */
  robots: string[]
}

const words = (text: string | undefined): string[] => (text ?? '').toLowerCase().split(/\s+/)

/** What a page says to those who collect pages; `agent` is our product token. */
export function readMarkup(html: string, { url, agent }: { url: string; agent: string }): SiteMarkup {
  const links = new Set<string>()
  const lists = new Set<string>()
  const robots: string[] = []
  let canonical: string | null = null
  let base = url
  if (markupOutOfBounds(html) !== null) return { links: [], lists: [], canonical, robots }

  const addTo = (found: Set<string>, href: string | undefined) => {
    const link = href === undefined ? null : absolute(href, base)
    if (link !== null && found.size < MOST_LINKS) found.add(link)
  }
  const takeLink = ({ rel, type, href }: Record<string, string | undefined>) => {
    const relations = words(rel)
    if (relations.includes('canonical') && href !== undefined) canonical ??= absolute(href, base)
    if (relations.includes('alternate') && FEED_TYPES.has((type ?? '').trim().toLowerCase()))
      addTo(lists, href)
    if (relations.includes('next')) addTo(links, href)
  }
  const parser = new Parser({
    onopentag(name, attributes: Record<string, string | undefined>) {
      const { href, rel, content } = attributes
      if (name === 'base' && href !== undefined) base = absolute(href, url) ?? base
      else if ((name === 'a' || name === 'area') && !words(rel).includes('nofollow')) addTo(links, href)
      else if (name === 'link') takeLink(attributes)
      else if (
        name === 'meta' &&
        ['robots', agent.toLowerCase()].includes(attributes['name']?.toLowerCase() ?? '')
      )
        robots.push(content ?? '')
    },
  })
  parser.end(html)
  return { links: [...links], lists: [...lists], canonical, robots }
}
