import * as z from 'zod'

const Count = z.int().nonnegative()

/** `DELETE /v1/me`: what was erased. */
export const Erased = z.strictObject({
  threads: Count,
  documents: Count.describe("The caller's own; those of the tenant stay."),
  answers: Count.describe('Cached answers that were made for the caller alone.'),
  feedback: Count,
})
export type Erased = z.infer<typeof Erased>
