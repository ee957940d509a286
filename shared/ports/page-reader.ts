import type { IngotError } from '../errors.ts'

/** What else the markup of a page says of it; null where it does not say. */
export type PageAbout = {
  /** One name, or up to three. */
  author: string | null
  /** `YYYY-MM-DD` */
  modified: string | null
  /** The address that the page calls its own. It may say anything: it names no other site for us. */
  canonical: string | null
}

/** The readable text of a page or file. */
export type Page = {
  /** Address after redirects; for a file its origin. */
  url: string | null
  title: string
  /** Plain text (Markdown stays as it is); paragraphs are parted by a blank line. */
  text: string
  /** From the markup, BCP 47; null when it does not say. */
  language: string | null
  site: string | null
  /** `YYYY-MM-DD` */
  published: string | null
  /** Of pages with markup. */
  about?: PageAbout
}

/** What a site said of a page's life: the values of its headers, null where it did not say. */
export type PageCaching = { etag: string | null; lastModified: string | null; cacheControl: string | null }

/** Expected outcomes are values: a page that cannot be read says why. `caching` is that of a fetched page. */
export type PageOutcome =
  | { kind: 'page'; page: Page; caching?: PageCaching }
  | { kind: 'unreadable'; error: IngotError }

export interface PageReader {
  /** Fetches an http(s) address, guarded: public addresses only, bounded in bytes, time and redirects. */
  read(url: string, options: { signal: AbortSignal }): Promise<PageOutcome>
  /** Reads bytes that are already here: an upload or a local file. The kind is told from the bytes first. */
  parse(bytes: Uint8Array, about: { name: string; origin: string | null }): Promise<PageOutcome>
}

/** A reader that can ask a site whether a page is still what it was. */
export interface RevalidatingPageReader extends PageReader {
  /**
   * As `read`, but `unchanged` when the site says that the page is the one of `known`. Its `url` is the
   * address after redirects: what is known holds for that address only.
   */
  revalidate(
    url: string,
    options: { signal: AbortSignal; known: PageCaching & { url: string } },
  ): Promise<PageOutcome | { kind: 'unchanged'; caching: PageCaching }>
}
