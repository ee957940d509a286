import * as z from 'zod'
import { Filters, LanguageTag, Length, Question, Region, SourceScopes } from './common.ts'

/** How a caller wants the cache to be used. */
export const CacheUse = z.strictObject({
  use: z
    .enum(['default', 'bypass', 'only'])
    .default('default')
    .describe('`bypass`: answer anew, for this caller alone. `only`: what is cached, or 404 `not_cached`.'),
  max_age_s: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('No cached answer whose sources were retrieved longer ago.'),
  semantic: z.boolean().default(true).describe('May an answer to another wording of the question be served?'),
})

/** Body of `POST /v1/answers`. Unknown fields are refused. */
export const AnswerRequest = z.strictObject({
  question: Question,
  thread_id: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .describe('The conversation that it is asked in: a follow-up is understood from what came before.'),
  mode: z
    .enum(['auto', 'fast', 'deep'])
    .default('auto')
    .describe('`fast`: a small model. `deep`: a reasoning model. `auto`: chosen by rules from the question.'),
  model: z
    .string()
    .max(100)
    .nullable()
    .default(null)
    .describe('Alias from GET /v1/models; null lets the mode choose.'),
  sources: SourceScopes,
  filters: Filters.prefault({}),
  language: LanguageTag.nullable()
    .default(null)
    .describe(
      "Language of the synopsis; null: the question's own. Where that cannot be told, the best of `Accept-Language`, else English.",
    ),
  region: Region,
  max_sources: z.int().min(1).max(20).default(8),
  follow_ups: z.boolean().default(true).describe('Suggest questions to ask next.'),
  reasoning: z.boolean().default(false).describe("Include the model's reasoning, apart from the synopsis."),
  cache: CacheUse.prefault({}),
  output: z
    .strictObject({
      length: Length.default('medium'),
      json_schema: z
        .record(z.string(), z.unknown())
        .nullable()
        .default(null)
        .describe(
          'JSON Schema of an object that the synopsis has to be, instead of text. Needs a model. The part of JSON ' +
            'Schema that is taken stands in docs/models.md; anything else is 422 `invalid_schema` with its path.',
        ),
    })
    .prefault({}),
})
export type AnswerRequest = z.infer<typeof AnswerRequest>
