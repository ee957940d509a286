import * as z from 'zod'
import { ErrorCode, Instant, isVisible, LanguageTag, WebAddress } from './common.ts'

export const DOCUMENT_TEXT_MAX_LENGTH = 5_000_000

/** Which collection a document goes to; the same words as in an answer's `sources`. */
export const CollectionName = z.enum(['documents', 'my_documents'])
export type CollectionName = z.infer<typeof CollectionName>

const collection = CollectionName.default('documents').describe(
  "`documents`: the tenant's. `my_documents`: the caller's own.",
)

/** A title, or the name of a file. */
const Title = z
  .string()
  .min(1)
  .max(500)
  .refine(isVisible, 'must not be empty')
  .refine((text) => !/\p{Cc}/u.test(text), 'must hold no control characters')

/** JSON body of `POST /v1/documents`: a text, or a URL that the server reads. */
export const DocumentRequest = z
  .strictObject({
    text: z.string().min(1).max(DOCUMENT_TEXT_MAX_LENGTH).refine(isVisible, 'must not be empty').optional(),
    title: Title.optional(),
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
  title: Title.optional(),
  origin: z
    .string()
    .max(2_000)
    .optional()
    .describe('Where the file came from, e.g. `file:///srv/a.md`; the same origin replaces the document.'),
  url: WebAddress.optional().describe('Address that sources show instead of the origin.'),
  collection,
})
export type UploadFields = z.infer<typeof UploadFields>

/** RFC 6838, with parameters; what a header can carry. */
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+-]+="?[\w.+-]+"?)*$/

/** JSON body of `POST /v1/documents/uploads`: a file that the client is going to send by itself. */
export const UploadRequest = z.strictObject({
  name: Title.describe('The name of the file, e.g. `handbook.pdf`.'),
  media_type: z
    .string()
    .max(200)
    .regex(MEDIA_TYPE, 'must be a media type, e.g. application/pdf')
    .default('application/octet-stream'),
  size: z.int().min(1).describe('Its bytes; the address takes exactly as many.'),
  title: Title.optional().describe('Default: what the file calls itself.'),
  url: WebAddress.optional().describe('Address that sources show.'),
  collection,
})
export type UploadRequest = z.infer<typeof UploadRequest>

/** Where the file goes. `id` is already the document's. */
export const Upload = z.strictObject({
  id: z.string(),
  url: z.string().describe('Send the file here, with `method` and `headers` and nothing else of ours.'),
  method: z.enum(['PUT']),
  headers: z.record(z.string(), z.string()),
  expires_at: Instant.describe('Until then it can be begun.'),
})
export type Upload = z.infer<typeof Upload>

export const Document = z.strictObject({
  id: z.string(),
  title: z.string(),
  origin: z.string().nullable().describe('The URL or file it was read from.'),
  collection: CollectionName,
  language: LanguageTag.nullable(),
  characters: z.int().nonnegative().describe('Length of the text in UTF-16 code units.'),
  state: z
    .enum(['awaiting_upload', 'processing', 'ready', 'failed'])
    .describe('`ready` but for what is uploaded: that comes to it, or to `failed`.'),
  progress: z.int().min(0).max(100).optional().describe('Per cent of the processing; only while it lasts.'),
  error: z
    .strictObject({ code: ErrorCode, message: z.string() })
    .optional()
    .describe('Why it failed; only then.'),
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
  cursor: z
    .string()
    .regex(/^(?:doc_[0-9a-f]{24})?$/, 'must be the next_cursor of the page before')
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
