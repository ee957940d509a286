import * as z from 'zod'

/** Body of `POST /v1/answers/{id}/feedback`. */
export const FeedbackRequest = z.strictObject({
  verdict: z
    .enum(['good', 'bad', 'wrong_hit'])
    .describe('`wrong_hit`: the answer from the cache does not fit the question; it is answered anew.'),
  comment: z.string().max(2_000).nullable().default(null),
})
export type FeedbackRequest = z.infer<typeof FeedbackRequest>
