import { LanguageTag } from '../../api/common.ts'
import type { Page, PageAbout } from '../../ports/page-reader.ts'
import { cut } from '../../text/cut.ts'
import { schemaOrgFacts } from './schema-org.ts'

/** A page's own words about itself are bounded: they are stored beside every answer that cites it. */
const LONGEST_NAME = 200
const LONGEST_TAG = 35
const LONGEST_ADDRESS = 2_000

/** Host of an http(s) address; null for files. */
export function hostOf(url: string | null): string | null {
  if (url === null || !/^https?:/i.test(url) || !URL.canParse(url)) return null
  return new URL(url).hostname
}

/** Names of `<meta>` elements by which pages tell a fact, the surest first: Open Graph, Dublin Core, Highwire. */
const PUBLISHED = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'citation_publication_date',
  'citation_online_date',
  'dc.date.issued',
  'dcterms.issued',
  'dc.date',
  'dcterms.created',
  'parsely-pub-date',
  'sailthru.date',
  'publishdate',
  'pubdate',
  'publish-date',
  'publication_date',
  'date',
]
const MODIFIED = [
  'article:modified_time',
  'og:updated_time',
  'datemodified',
  'dcterms.modified',
  'last-modified',
]
const AUTHOR = [
  'author',
  'article:author',
  'citation_author',
  'dc.creator',
  'dcterms.creator',
  'parsely-author',
]
const SITE = ['og:site_name', 'citation_journal_title', 'application-name']
const LANGUAGE = ['content-language', 'og:locale', 'dc.language', 'citation_language']

type Metas = ReadonlyMap<string, string>

/** The first of each name, in lower case: by `name`, `property`, `itemprop` or `http-equiv`. */
function metasOf(document: Document): Metas {
  const metas = new Map<string, string>()
  for (const meta of document.querySelectorAll('meta[content]')) {
    const content = meta.getAttribute('content')?.trim() ?? ''
    if (content === '') continue
    for (const attribute of ['property', 'name', 'itemprop', 'http-equiv']) {
      const name = meta.getAttribute(attribute)?.toLowerCase()
      if (name && !metas.has(name)) metas.set(name, content)
    }
  }
  return metas
}

/** The first fact that is one. */
function firstOf<Fact>(
  told: Iterable<string | null | undefined>,
  read: (text: string) => Fact | null,
): Fact | null {
  for (const text of told) {
    const fact = text ? read(text) : null
    if (fact !== null) return fact
  }
  return null
}

/** The day as it is written: a date without a zone must not move with the zone of this machine. */
function toDate(text: string): string | null {
  const [, year, month, day] = /^\s*(\d{4})[-/.](\d{2})[-/.](\d{2})(?!\d)/.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  return day !== undefined && !Number.isNaN(Date.parse(date)) ? date : null
}

/** BCP 47; sites write `en_US` too. */
function toLanguage(text: string): string | null {
  const [tag = ''] = text.split(/[,;]/)
  if (tag.length > LONGEST_TAG) return null
  return LanguageTag.safeParse(tag.trim().replaceAll('_', '-')).data ?? null
}

const toName = (text: string): string | null => cut(text.replace(/\s+/g, ' ').trim(), LONGEST_NAME) || null

/** A person's page is no name. */
const toAuthor = (text: string): string | null => (/^(?:https?:|\/)/i.test(text.trim()) ? null : toName(text))

function toCanonical(href: string, url: string | null): string | null {
  const base = url ?? undefined
  if (href.length > LONGEST_ADDRESS || !URL.canParse(href, base)) return null
  const canonical = new URL(href, base)
  canonical.hash = ''
  return /^https?:$/.test(canonical.protocol) ? canonical.href : null
}

/** What the markup says about the page beside its text. */
export function pageFacts(
  document: Document,
  url: string | null,
): Pick<Page, 'language' | 'site' | 'published'> & { about: PageAbout } {
  const metas = metasOf(document)
  const work = schemaOrgFacts(document)
  const named = (names: readonly string[]) => names.map((name) => metas.get(name))
  const attribute = (selector: string, name: string) => document.querySelector(selector)?.getAttribute(name)
  const textOf = (selector: string) => document.querySelector(selector)?.textContent
  const published = [
    ...named(PUBLISHED),
    attribute('time[itemprop~="datePublished"]', 'datetime'),
    work?.published,
    attribute('time[pubdate]', 'datetime'),
    attribute('article time[datetime], main time[datetime]', 'datetime'),
  ]
  const modified = [
    ...named(MODIFIED),
    attribute('time[itemprop~="dateModified"]', 'datetime'),
    work?.modified,
  ]
  const author = [
    work?.author,
    ...named(AUTHOR),
    textOf('[itemprop~="author"] [itemprop~="name"]') ?? textOf('[itemprop~="author"]'),
    textOf('a[rel~="author"]'),
  ]
  return {
    language: firstOf([attribute('html[lang]', 'lang'), ...named(LANGUAGE), work?.language], toLanguage),
    site: firstOf([...named(SITE), work?.publisher], toName) ?? hostOf(url),
    published: firstOf(published, toDate),
    about: {
      author: firstOf(author, toAuthor),
      modified: firstOf(modified, toDate),
      canonical: firstOf([attribute('link[rel~="canonical"]', 'href'), metas.get('og:url')], (href) =>
        toCanonical(href, url),
      ),
    },
  }
}
