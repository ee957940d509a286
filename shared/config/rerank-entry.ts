import * as z from 'zod'
import { strict } from '../lib/strict-object.ts'
import { Aws, Named } from './model-entry.ts'

/** The model that orders the passages found, best first, before one of them is shown to a writer. */
export const RerankEntry = strict({
  ...Aws,
  model: Named.model.regex(
    /cohere\.rerank-v3-5|amazon\.rerank-v1/,
    'Cohere Rerank 3.5 ("cohere.rerank-v3-5:0") or Amazon Rerank 1.0 ("amazon.rerank-v1:0")',
  ),
  adapter: z.literal('bedrock', { error: '"bedrock"' }),
  /** Of one call; the words' own order stands where it takes longer. Default 2. */
  timeout_s: z.number().positive().default(2),
  /** US dollars for one question. Default 0. */
  usd_per_query: z.number().nonnegative().default(0),
})
export type RerankEntry = z.infer<typeof RerankEntry>
