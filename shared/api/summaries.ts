import * as z from 'zod'
import { LanguageTag, Length, WebAddress } from './common.ts'

export const SUMMARY_TEXT_MAX_LENGTH = 1_000_000

/** Body of `POST /v1/summaries`: exactly one of `url`, `text`, `document_id`. */
export const SummaryRequest = z
  .strictObject({
    url: WebAddress.optional().describe('A page that the server reads.'),
    text: z.string().min(1).max(SUMMARY_TEXT_MAX_LENGTH).optional(),
    document_id: z.string().min(1).max(100).optional(),
    length: Length.default('medium'),
    language: LanguageTag.nullable()
      .default(null)
      .describe("Language of the synopsis; null: the text's own."),
    focus: z.string().min(1).max(400).nullable().default(null).describe('What to look at; null: all of it.'),
  })
  .refine((body) => [body.url, body.text, body.document_id].filter((it) => it !== undefined).length === 1, {
    message: 'give exactly one of url, text, document_id',
  })
export type SummaryRequest = z.infer<typeof SummaryRequest>
