import * as z from 'zod'

export const Live = z.strictObject({ status: z.literal('live'), version: z.string() })
export type Live = z.infer<typeof Live>

/** Each dependency by name. Ready when the store is: without a model or a search provider it goes on. */
export const Ready = z.strictObject({
  status: z.enum(['ready', 'not_ready']),
  dependencies: z.record(z.string(), z.enum(['ok', 'failed', 'not_configured'])),
})
export type Ready = z.infer<typeof Ready>
