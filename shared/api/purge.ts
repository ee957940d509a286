import * as z from 'zod'

/** Body of `POST /v1/cache/purge` (scope `operator`). */
export const PurgeRequest = z.strictObject({
  answer: z.string().min(1).max(2_000).describe('The `id` of the answer.'),
})

export const PurgeResponse = z.strictObject({ purged: z.int().nonnegative() })
export type PurgeResponse = z.infer<typeof PurgeResponse>
