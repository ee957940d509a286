import type { CollectionTotals } from '../lib/document-quota.ts'

/**
 * A collection of documents is a log of changes: each change row has the next version and is written once,
 * so the row is the commit point and the last row's number is the collection's version. The list of
 * documents is a copy of that log; whoever finds it behind brings it up to date.
 */

/** What is known of one version of a document. Its text lies in the object store under `textKey`. */
export type DocumentRecord = {
  id: string
  title: string
  /** URL or `file:` path it was read from. */
  origin: string | null
  /** Address that sources show where it is not the origin. */
  url?: string | null
  /** BCP 47; null when it could not be told. */
  language: string | null
  /** UTF-16 code units of the text. */
  characters: number
  /** Of the text in UTF-8. Records of earlier versions have none; then `characters` counts. */
  bytes?: number
  /** SHA-256 of the text, hex. */
  contentHash: string
  textKey: string
  site: string | null
  /** `YYYY-MM-DD` */
  published: string | null
  /** ms since the epoch */
  updatedAt: number
}

export type DocumentChange = { kind: 'put'; document: DocumentRecord } | { kind: 'remove'; id: string }

export type ChangeRow = { version: number; changes: readonly DocumentChange[] }

/** `collection` is a scope: `tenant:<id>` or `user:<id>`. At most 100 changes a commit. */
export interface Documents {
  /**
   * Appends the changes as one row and returns the collection's new version. Throws `documents_quota_exceeded` when
   * it would hold more than is allowed then, whoever else commits at the same time.
   */
  commit(
    collection: string,
    changes: readonly DocumentChange[],
    options?: { allowed?: CollectionTotals },
  ): Promise<number>
  /** What the collection holds. Strongly consistent. */
  totals(collection: string): Promise<CollectionTotals>
  /** 0 when nothing was ever committed. Strongly consistent. */
  version(collection: string): Promise<number>
  /** Rows with a version above `after`, ascending. Strongly consistent. */
  changesAfter(collection: string, after: number): AsyncIterable<ChangeRow>
  get(collection: string, id: string): Promise<DocumentRecord | undefined>
  /** By id, ascending; `cursor` is the `nextCursor` of the page before. */
  list(
    collection: string,
    options: { limit: number; cursor?: string },
  ): Promise<{ documents: DocumentRecord[]; nextCursor: string | null }>
}
