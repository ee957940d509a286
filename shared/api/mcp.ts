import * as z from 'zod'
import { Answer } from './answer.ts'
import { AnswerRequest } from './answer-request.ts'
import { Length, WebAddress } from './common.ts'

const READ_AT_MOST = 50_000
const READ_LENGTH = 20_000

/** One message of JSON-RPC 2.0; batches are not taken. */
export const McpMessage = z
  .looseObject({
    jsonrpc: z.literal('2.0'),
    id: z.union([z.string(), z.int()]).optional(),
    method: z.string().optional(),
    params: z.looseObject({}).optional(),
  })
  .describe('A message of the Model Context Protocol; one each.')
export type McpMessage = z.infer<typeof McpMessage>

/** What the tool `answer` is asked. */
export const AnswerOrder = AnswerRequest.pick({
  question: true,
  mode: true,
  sources: true,
  filters: true,
  language: true,
  region: true,
  max_sources: true,
}).extend({ length: Length.default('medium') })
export type AnswerOrder = z.infer<typeof AnswerOrder>

/** What the tools `answer` and `summarize` tell: these parts of an `Answer`. */
export const CitedSynopsis = Answer.pick({
  id: true,
  synopsis: true,
  citations: true,
  sources: true,
  contents: true,
  mode: true,
  warnings: true,
  filters_applied: true,
  cache: true,
})
export type CitedSynopsis = z.infer<typeof CitedSynopsis>

/** What the tool `read` is asked. */
export const ReadOrder = z
  .strictObject({
    url: WebAddress.optional().describe('A page.'),
    document_id: z.string().min(1).max(100).optional().describe('A document, as a search has named it.'),
    start: z.int().nonnegative().default(0).describe('Where to begin: `next` of the part before.'),
    length: z.int().min(1).max(READ_AT_MOST).default(READ_LENGTH).describe('Characters at most.'),
  })
  .refine(({ url, document_id }) => (url === undefined) !== (document_id === undefined), {
    message: 'give either url or document_id',
  })
export type ReadOrder = z.infer<typeof ReadOrder>

export const ReadPart = z.strictObject({
  title: z.string(),
  text: z.string(),
  start: z.int().nonnegative().describe('Offsets count UTF-16 code units.'),
  end: z.int().nonnegative(),
  characters: z.int().nonnegative().describe('Of the whole text.'),
  next: z.int().nonnegative().nullable().describe('Where the next part begins; null: this was the last.'),
})
export type ReadPart = z.infer<typeof ReadPart>
