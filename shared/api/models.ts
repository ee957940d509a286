import * as z from 'zod'
import { Instant } from './common.ts'

/** OpenAI's shape with extra fields. */
export const Model = z.strictObject({
  id: z.string().describe('The alias to name in a request.'),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string().describe('The adapter that serves it.'),
  modes: z.array(z.enum(['fast', 'deep'])),
  capabilities: z.record(z.string(), z.boolean()),
  context_tokens: z.int().nullable(),
  state: z
    .enum(['available', 'busy', 'failing'])
    .describe(
      'Now, as this server sees it. `busy`: all its places are taken; `failing`: its last call failed.',
    ),
  running: z.int().nonnegative().describe('Streams of this server.'),
  queued: z.int().nonnegative(),
  tried_again_at: Instant.nullable().describe('When a failing model that is left alone is tried again.'),
})

/** OpenAI's list shape. */
export const ModelList = z.strictObject({ object: z.literal('list'), data: z.array(Model) })
export type ModelList = z.infer<typeof ModelList>
