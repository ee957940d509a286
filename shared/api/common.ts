import * as z from 'zod'

/** BCP 47 language tag, e.g. `en`, `zh-Hant`. */
export const LanguageTag = z
  .string()
  .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'a language tag such as "en" or "zh-Hant"')

/** RFC 3339 instant in UTC. */
export const Instant = z.iso.datetime()

export const QUESTION_MAX_LENGTH = 4_000

export const Question = z
  .string()
  .max(QUESTION_MAX_LENGTH)
  .refine((text) => text.trim().length > 0, 'must not be empty')

/** Offsets count UTF-16 code units, half-open. */
export const Span = z.strictObject({ start: z.int().nonnegative(), end: z.int().nonnegative() })

export const SourceScope = z.enum(['web', 'documents', 'my_documents'])
export type SourceScope = z.infer<typeof SourceScope>

export const Length = z.enum(['short', 'medium', 'long'])
export type Length = z.infer<typeof Length>

const Hostname = z.string().regex(/^[a-z0-9.-]+$/i, 'a host name such as "example.org"')

export const Filters = z.strictObject({
  domains_allow: z.array(Hostname).max(20).default([]),
  domains_deny: z.array(Hostname).max(20).default([]),
  published_after: z.iso.date().nullable().default(null),
  published_before: z.iso.date().nullable().default(null),
  languages: z.array(LanguageTag).max(10).default([]),
})
export type Filters = z.infer<typeof Filters>
