import * as z from 'zod'
import { WebAddress } from './common.ts'

const PURGEABLE = ['answer', 'key', 'url', 'host', 'document'] as const

/** Body of `POST /v1/cache/purge` (scope `operator`): exactly one of them. */
export const PurgeRequest = z
  .strictObject({
    answer: z.string().min(1).max(2_000).optional().describe('The `id` of an answer.'),
    key: z
      .strictObject({
        scope: z.string().min(1).max(1_000).default('public'),
        key: z.string().regex(/^[0-9a-f]{40}$/, 'must be 40 hexadecimal digits'),
      })
      .optional()
      .describe('The key of a cached answer within its scope, as its row in the store names it.'),
    url: WebAddress.optional().describe('A page: every answer that used it, and its stored copies.'),
    host: z
      .string()
      .regex(/^[a-z0-9.-]+$/i, 'must be a host name such as "example.org"')
      .max(253)
      .optional()
      .describe('All pages of a host; its subdomains are hosts of their own.'),
    document: z.string().min(1).max(100).optional().describe('The `id` of a document.'),
  })
  .refine((body) => PURGEABLE.filter((name) => body[name] !== undefined).length === 1, {
    message: `give exactly one of ${PURGEABLE.join(', ')}`,
  })
export type PurgeRequest = z.infer<typeof PurgeRequest>

export const PurgeResponse = z.strictObject({
  answers: z.int().nonnegative().describe('Answers made unreadable, those being written included.'),
  items: z.int().nonnegative().describe('Stored searches, pages and source synopses removed.'),
})
export type PurgeResponse = z.infer<typeof PurgeResponse>
