import type { IngotError } from '../errors.ts'

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
}

/** Expected outcomes are values: a page that cannot be read says why. */
export type PageOutcome = { kind: 'page'; page: Page } | { kind: 'unreadable'; error: IngotError }

export interface PageReader {
  /** Fetches an http(s) address, guarded: public addresses only, bounded in bytes, time and redirects. */
  read(url: string, options: { signal: AbortSignal }): Promise<PageOutcome>
  /** Reads bytes that are already here: an upload or a local file. The kind is told from the bytes first. */
  parse(bytes: Uint8Array, about: { name: string; origin: string | null }): Promise<PageOutcome>
}
