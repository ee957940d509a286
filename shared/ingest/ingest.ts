import type { CollectionName, Document, DocumentResponse } from '../api/documents.ts'
import type { Caller } from '../ports/callers.ts'

export type IngestText = { title: string; text: string; collection: CollectionName }
export type IngestUrl = { url: string; collection: CollectionName }
export type IngestFile = {
  bytes: Uint8Array
  name: string
  title: string | null
  /** The same origin in the same collection replaces the document. */
  origin: string | null
  /** Address that sources show instead of the origin. */
  url: string | null
  collection: CollectionName
}

/** Documents in, listed and out. Failures are thrown as `IngotError` with the page's or file's code. */
export interface Ingest {
  addText(document: IngestText, caller: Caller): Promise<DocumentResponse>
  addUrl(document: IngestUrl, caller: Caller, options: { signal: AbortSignal }): Promise<DocumentResponse>
  addFile(file: IngestFile, caller: Caller): Promise<DocumentResponse>
  get(id: string, caller: Caller): Promise<Document>
  /** A document and all of its text. Throws `not_found`. */
  read(id: string, caller: Caller): Promise<{ document: Document; text: string }>
  list(
    query: { collection: CollectionName; originPrefix: string | null; cursor: string | null; limit: number },
    caller: Caller,
  ): Promise<{ documents: Document[]; nextCursor: string | null }>
  /** Throws `not_found` when it is not there. */
  remove(id: string, caller: Caller): Promise<void>
}
