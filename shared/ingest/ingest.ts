import type { CollectionName, Document, DocumentResponse, Upload, UploadRequest } from '../api/documents.ts'
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
  /** Default: by its origin or its text. */
  id?: string
  /** Called when the text has been read, before anything is stored; stops it by rejecting. */
  beforeStoring?: () => Promise<void>
}

/** Documents in, listed and out. Failures are thrown as `IngotError` with the page's or file's code. */
export interface DocumentShelf {
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

/** Files that clients send past the API, to an address that was signed for them. */
export interface UploadWork {
  /** Gives the address. Throws `file_too_large`, or `forbidden` as `addFile` does. */
  startUpload(file: UploadRequest, caller: Caller): Promise<Upload>
  /** What this server's own address took. Throws `not_found` when the token allows nothing (any more). */
  receiveUpload(
    token: string,
    sent: { mediaType: string | undefined; read: (size: number) => Promise<Uint8Array> },
  ): Promise<void>
  /** See `createUploadProcessing`. */
  processUpload: ProcessUpload
  /** Removes what has expired, and goes on with what somebody left half done. */
  sweepUploads(options?: { signal?: AbortSignal }): Promise<void>
}

/** What became of an uploaded object. `gone`: nobody wants it, and nothing of it is left. */
export type ProcessedUpload = 'ready' | 'failed' | 'gone'

export type ProcessUpload = (object: { key: string }) => Promise<ProcessedUpload>

export interface Ingest extends DocumentShelf, UploadWork {}
