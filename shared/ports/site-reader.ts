import type { IngotError } from '../errors.ts'
import type { PageCaching } from './page-reader.ts'

/** Addresses are absolute http(s) ones without fragment, in the order they stand. */
export type SiteLinks = {
  links: string[]
  /** Feeds and sitemaps. */
  lists: string[]
}

/** A page as it was sent, with what it says to those who collect pages. */
export type SitePage = SiteLinks & {
  /** After redirects. */
  url: string
  /** A file's name for it; `.html` where it is HTML. */
  name: string
  /** Text is UTF-8 with a byte order mark, whatever it was sent in. */
  bytes: Uint8Array
  /** The address that the page calls its own. */
  canonical: string | null
  /** The site wants it in nobody's index. */
  noIndex: boolean
  caching: PageCaching
}

/** What an address of a site gave. Expected outcomes are values. */
export type SiteOutcome =
  | { kind: 'page'; page: SitePage }
  /** A sitemap or feed: its entries are the links. */
  | { kind: 'list'; url: string; list: SiteLinks }
  | { kind: 'unchanged'; caching: PageCaching }
  | { kind: 'unreadable'; error: IngotError }

/** Reads a site for its pages: guarded, and as politely as the site asks. Rejects with the caller's abort only. */
export interface SiteReader {
  /** Where the site's robots.txt says its sitemaps are; empty where it says nothing. */
  sitemapsOf(url: string, options: { signal: AbortSignal }): Promise<string[]>
  /** `isWithin` judges every address on the way; `known` is the page as it was read before. */
  readPage(
    url: string,
    options: {
      signal: AbortSignal
      isWithin: (url: string) => boolean
      known?: PageCaching & { url: string }
    },
  ): Promise<SiteOutcome>
  /** A sitemap or feed, packed or not; anything else is `page_unsupported`. */
  readList(url: string, options: { signal: AbortSignal }): Promise<SiteOutcome>
}
