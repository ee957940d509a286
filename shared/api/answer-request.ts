import * as z from 'zod'
import { Filters, LanguageTag, Length, Question, SourceScope } from './common.ts'

/** Body of `POST /v1/answers`. Unknown fields are refused. */
export const AnswerRequest = z.strictObject({
  question: Question,
  mode: z.enum(['auto', 'fast', 'deep']).default('auto'),
  model: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .describe('Alias from GET /v1/models; null lets the mode choose.'),
  sources: z.array(SourceScope).min(1).default(['web', 'documents']),
  filters: Filters.prefault({}),
  language: LanguageTag.nullable()
    .default(null)
    .describe("Language of the synopsis; null: the question's own."),
  region: z
    .string()
    .regex(/^[A-Z]{2}$/, 'an ISO 3166 country code such as "DE"')
    .nullable()
    .default(null),
  max_sources: z.int().min(1).max(20).default(8),
  follow_ups: z.boolean().default(true),
  reasoning: z.boolean().default(false),
  output: z.strictObject({ length: Length.default('medium') }).prefault({}),
})
export type AnswerRequest = z.infer<typeof AnswerRequest>
