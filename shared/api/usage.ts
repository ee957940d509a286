import * as z from 'zod'

export const USAGE_DAYS_AT_MOST = 366

/** `GET /v1/usage` */
export const UsageQuery = z.strictObject({
  from: z.iso.date().optional().describe('The first UTC day. Default: 29 days before `to`.'),
  to: z.iso.date().optional().describe('The last UTC day. Default: today.'),
  whose: z
    .enum(['caller', 'tenant', 'all'])
    .default('caller')
    .describe('`tenant` and `all` need the scope `operator`.'),
  tenant: z.string().min(1).max(200).optional().describe("Of `whose=tenant`. Default: the caller's own."),
  key: z
    .string()
    .regex(/^[a-z2-7]{16}$/, 'must be the id of a key')
    .optional()
    .describe('What was asked with this key: the one that the caller has, or any with the scope `operator`.'),
  format: z.enum(['json', 'csv']).default('json'),
})

const Count = z.int().nonnegative()
const Amount = z.number().nonnegative()

const Sums = z.strictObject({
  answers: Count.describe('Answers and summaries read to their end, by what the cache had.'),
  hits: Count,
  stale: Count,
  coalesced: Count,
  misses: Count,
  bypasses: Count,
  model_calls: Count,
  input_tokens: Count,
  output_tokens: Count,
  reasoning_tokens: Count,
  gpu_seconds: Amount,
  usd: Amount.describe('Spent on models.'),
  saved_tokens: Count,
  saved_gpu_seconds: Amount,
  saved_usd: Amount.describe('What the answers that were there already would have cost.'),
})

export const UsageRow = z.strictObject({
  day: z.iso.date(),
  model: z.string().nullable().describe('An alias; null: no model wrote.'),
  ...Sums.shape,
})
export type UsageRow = z.infer<typeof UsageRow>

export const UsageReport = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  key: z.string().nullable(),
  rows: z.array(UsageRow).describe('By day, then by model. Days without use are left out.'),
  totals: Sums,
})
export type UsageReport = z.infer<typeof UsageReport>
