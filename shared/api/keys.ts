import * as z from 'zod'
import { CALLER_SCOPES } from '../ports/callers.ts'
import { Instant } from './common.ts'

const AtMost = z.int().positive().max(1_000_000_000)

/** A limit that is left out is as for every caller. */
export const Limits = z.strictObject({
  requests_per_minute: AtMost.optional(),
  requests_per_day: AtMost.optional(),
  streams: AtMost.optional().describe('Answers and streams that are open at the same time.'),
})

/** Of one UTC day. */
export const KeyBudget = z.strictObject({
  usd_per_day: z.number().positive().optional(),
  gpu_seconds_per_day: z.number().positive().optional(),
})

/** Names are part of the scope of answers: nothing that a log or a header could not hold. */
const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{C}]+$/u, 'must hold no control characters')

const Scopes = z
  .array(z.enum(CALLER_SCOPES))
  .min(1)
  .max(CALLER_SCOPES.length)
  .describe('`operator` may do all, and for every tenant: it manages keys.')

/** `POST /v1/keys` */
export const KeyRequest = z.strictObject({
  name: Name.describe('For people.'),
  tenant: Name.describe('The app or company; its documents are seen by nobody else.'),
  user: Name.nullable().default(null).describe('The one person who calls with it; null: nobody knows whom.'),
  scopes: Scopes.default(['read', 'write']),
  limits: Limits.default({}),
  budget: KeyBudget.default({}),
  expires_at: Instant.nullable().default(null),
})
export type KeyRequest = z.infer<typeof KeyRequest>

/** `POST /v1/keys/{id}/rotate` */
export const RotateRequest = z.strictObject({
  overlap_s: z
    .int()
    .min(0)
    .max(90 * 86_400)
    .default(86_400)
    .describe('For how long the secret before is good beside the new one.'),
})

export const Key = z.strictObject({
  id: z.string(),
  name: z.string(),
  tenant: z.string(),
  user: z.string().nullable(),
  scopes: Scopes,
  limits: Limits,
  budget: KeyBudget,
  state: z.enum(['good', 'revoked', 'expired']),
  created_at: Instant,
  expires_at: Instant.nullable(),
  revoked_at: Instant.nullable(),
})
export type Key = z.infer<typeof Key>

/** The only time that the key itself is told. */
export const NewKey = Key.extend({
  key: z.string().describe('What the caller sends as `Authorization: Bearer`. It is shown this once.'),
})
export type NewKey = z.infer<typeof NewKey>

/** `GET /v1/keys` */
export const KeyListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^(?:[a-z2-7]{16})?$/, 'must be the next_cursor of the page before')
    .optional(),
})

export const KeyList = z.strictObject({ keys: z.array(Key), next_cursor: z.string().nullable() })
export type KeyList = z.infer<typeof KeyList>
