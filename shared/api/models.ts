import * as z from 'zod'

/** OpenAI's list shape with extra fields. */
export const ModelList = z.strictObject({
  object: z.literal('list'),
  data: z.array(
    z.strictObject({
      id: z.string().describe('The alias to name in a request.'),
      object: z.literal('model'),
      created: z.int(),
      owned_by: z.string().describe('The adapter that serves it.'),
      modes: z.array(z.enum(['fast', 'deep'])),
      capabilities: z.record(z.string(), z.boolean()),
      context_tokens: z.int().nullable(),
    }),
  ),
})
export type ModelList = z.infer<typeof ModelList>
