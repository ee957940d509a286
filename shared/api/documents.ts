import * as z from 'zod'
import { Instant, LanguageTag, WebAddress } from './common.ts'

export const DOCUMENT_TEXT_MAX_LENGTH = 5_000_000

/** Which collection a document goes to; the same words as in an answer's `sources`. */
export const CollectionName = z.enum(['documents', 'my_documents'])
export type CollectionName = z.infer<typeof CollectionName>

const collection = CollectionName.default('documents').describe(
  "`documents`: the tenant's. `my_documents`: the caller's own.",
)

/** JSON body of `POST /v1/documents`: a text, or a URL that the server reads. */
export const DocumentRequest = z
  .strictObject({
    text: z.string().min(1).max(DOCUMENT_TEXT_MAX_LENGTH).optional(),
    title: z.string().min(1).max(500).optional(),
    url: WebAddress.optional().describe('A page that the server reads.'),
    collection,
  })
  .refine((body) => (body.text === undefined) !== (body.url === undefined), {
    message: 'give either text (with title) or url',
  })
  .refine((body) => body.text === undefined || body.title !== undefined, {
    path: ['title'],
    message: 'a text needs a title',
  })
export type DocumentRequest = z.infer<typeof DocumentRequest>

/** Form fields of a multipart `POST /v1/documents`, beside `file`. */
export const UploadFields = z.strictObject({
  title: z.string().min(1).max(500).optional(),
  origin: z
    .string()
    .max(2_000)
    .optional()
    .describe('Where the file came from, e.g. `file:///srv/a.md`; the same origin replaces the document.'),
  url: WebAddress.optional().describe('Address that sources show instead of the origin.'),
  collection,
})
export type UploadFields = z.infer<typeof UploadFields>

export const Document = z.strictObject({
  id: z.string(),
  title: z.string(),
  origin: z.string().nullable().describe('The URL or file it was read from.'),
  collection: CollectionName,
  language: LanguageTag.nullable(),
  characters: z.int().nonnegative().describe('Length of the text in UTF-16 code units.'),
  state: z.enum(['ready']),
  updated_at: Instant,
})
export type Document = z.infer<typeof Document>

/** 201 when the document is new or replaced, 200 when the same text was there already. */
export const DocumentResponse = z.strictObject({
  outcome: z.enum(['created', 'replaced', 'unchanged']),
  document: Document,
})
export type DocumentResponse = z.infer<typeof DocumentResponse>

export const DocumentList = z.strictObject({
  documents: z.array(Document),
  next_cursor: z.string().nullable().describe('null on the last page.'),
})
export type DocumentList = z.infer<typeof DocumentList>

export const DocumentListQuery = z.strictObject({
  collection,
  origin_prefix: z.string().max(2_000).optional().describe('Only documents whose origin starts with this.'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
