import * as z from 'zod'
import { ERROR_CODES } from '../errors.ts'

/** What went wrong, for programs. A closed list; stable. */
export const ErrorCode = z.enum(ERROR_CODES)
export type ErrorCode = z.infer<typeof ErrorCode>

/** BCP 47 language tag, e.g. `en`, `zh-Hant`. */
export const LanguageTag = z
  .string()
  .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'must be a language tag such as "en" or "zh-Hant"')

/** RFC 3339 instant in UTC. */
export const Instant = z.iso.datetime()

/** Whether there is anything to read in a text: no blanks, controls and marks without width alone. */
export const isVisible = (text: string): boolean => /[^\s\p{Cc}\p{Cf}\p{Cs}]/u.test(text)

export const QUESTION_MAX_LENGTH = 4_000

export const Question = z
  .string()
  .max(QUESTION_MAX_LENGTH)
  .refine(isVisible, 'must not be empty')
  .describe('In the words of the person who asks.')

/** Offsets count UTF-16 code units, half-open. */
export const Span = z.strictObject({ start: z.int().nonnegative(), end: z.int().nonnegative() })

export const SourceScope = z.enum(['web', 'documents', 'my_documents'])
export type SourceScope = z.infer<typeof SourceScope>

export const SourceScopes = z
  .array(SourceScope)
  .min(1)
  .max(SourceScope.options.length)
  .default(['web', 'documents'])
  .describe("What is searched: the web, the tenant's documents, the caller's own documents.")

export const Region = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code such as "DE"')
  .nullable()
  .default(null)
  .describe('Country whose hits are preferred.')

export const WebAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

export const Length = z.enum(['short', 'medium', 'long'])
export type Length = z.infer<typeof Length>

export const Hostname = z.string().regex(/^[a-z0-9.-]+$/i, 'must be a host name such as "example.org"')

export const Filters = z.strictObject({
  domains_allow: z.array(Hostname).max(20).default([]).describe('Only these hosts; empty: any.'),
  domains_deny: z.array(Hostname).max(20).default([]).describe('None of these hosts.'),
  published_after: z.iso.date().nullable().default(null),
  published_before: z.iso.date().nullable().default(null),
  languages: z
    .array(LanguageTag)
    .max(10)
    .default([])
    .describe('Only sources in these languages; empty: any.'),
})
export type Filters = z.infer<typeof Filters>
export const FilterName = Filters.keyof()
export type FilterName = z.infer<typeof FilterName>
