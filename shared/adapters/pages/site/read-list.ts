import { Parser } from 'htmlparser2'
import type { SiteLinks } from '../../../ports/site-reader.ts'
import { absolute } from './absolute.ts'

/** sitemaps.org: "no more than 50,000 URLs"; feeds have far fewer. */
const MOST_ENTRIES = 50_000
/** No list nests deeper; a parser's time goes with the square of it. */
const MOST_DEPTH = 64
const TOO_DEEP = new RangeError('nests too deeply')

/** Where each kind of list has its addresses: the root, the parent and the element. */
const PLACES: Readonly<Record<string, readonly [path: string, kind: keyof SiteLinks]>> = {
  urlset: ['url/loc', 'links'],
  sitemapindex: ['sitemap/loc', 'lists'],
  rss: ['item/link', 'links'],
  'rdf:RDF': ['item/link', 'links'],
  feed: ['entry/link', 'links'],
}

const ROOT =
  /^\s*(?:<\?xml[^>]*>\s*|<\?xml-stylesheet[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(urlset|sitemapindex|rss|feed|rdf:RDF)[\s>]/

/** Told from the first characters. */
export const looksLikeList = (text: string): boolean => ROOT.test(text.slice(0, 4_096))

/** An Atom link is an attribute, and only some are the entry's own address (RFC 4287, 4.2.7.2). */
const isOwnAddress = ({ rel, href }: Record<string, string>): boolean =>
  href !== undefined && (rel === undefined || rel === 'alternate')

/**
 * The addresses in a sitemap, an index of sitemaps, an RSS or an Atom feed, or a text with one a line; null
 * when it is none of these. Entities of its own are not expanded.
 */
export function readList(text: string, url: string): SiteLinks | null {
  const root = ROOT.exec(text.slice(0, 4_096))?.[1]
  const place = root === undefined ? undefined : PLACES[root]
  if (place === undefined) return readLines(text, url)
  const [path, kind] = place
  const found = new Set<string>()
  const open: string[] = []
  let told: string | null = null
  const take = (address: string | undefined) => {
    const link = absolute(address?.trim() ?? '', url)
    if (link !== null && found.size < MOST_ENTRIES) found.add(link)
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.push(name) > MOST_DEPTH) throw TOO_DEEP
        if (open.slice(-2).join('/') !== path) return
        if (root === 'feed' && isOwnAddress(attributes)) take(attributes['href'])
        told = ''
      },
      ontext(part) {
        if (told !== null) told += part
      },
      onclosetag(_, isImplied) {
        open.pop()
        // What was cut off in the middle is no address.
        if (told !== null && told.trim() !== '' && !isImplied) take(told)
        told = null
      },
    },
    { xmlMode: true },
  )
  try {
    parser.end(text)
  } catch (thrown) {
    if (thrown !== TOO_DEEP) throw thrown
  }
  return { links: [], lists: [], [kind]: [...found] }
}

/** sitemaps.org: a text file with an address on each line and nothing else. */
function readLines(text: string, url: string): SiteLinks | null {
  const lines = text.split(/\r?\n/, MOST_ENTRIES).filter((line) => line.trim() !== '')
  const links = lines.map((line) => (/^https?:\/\//i.test(line.trim()) ? absolute(line.trim(), url) : null))
  if (lines.length === 0 || links.includes(null)) return null
  return { links: links.filter((link) => link !== null), lists: [] }
}
