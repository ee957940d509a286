import * as z from 'zod'
import { strict } from '../lib/strict-object.ts'
import { Aws, KeyedUrl, Named } from './model-entry.ts'

const Common = {
  ...Named,
  /** Longest silence. Default 10. */
  timeout_s: z.number().positive().default(10),
}
const Dimensions = z.int().positive()
const Prefix = z.string().default('')

const OpenAiCompatible = strict({
  ...Common,
  ...KeyedUrl,
  /** `/embeddings` is appended to `base_url`. */
  adapter: z.literal('openai-compatible'),
  /** Of the vectors that the model gives. */
  dimensions: Dimensions,
  /** The model is asked for so many; default false, since those that cannot be asked refuse the request. */
  send_dimensions: z.boolean().default(false),
  /** Of one text; a longer one counts with its start. Default 512: what the smallest in use take. */
  context_tokens: z.int().positive().default(512),
  /** Default 32: what the strictest server takes unless told otherwise. */
  texts_per_call: z.int().positive().default(32),
  /** What the model wants to be told before a question, e.g. `search_query: `. Default: nothing. */
  query_prefix: Prefix,
  /** The same before a passage. */
  document_prefix: Prefix,
})

const Bedrock = strict({
  ...Common,
  ...Aws,
  /** `model`: Titan Text v1 or v2, or Cohere Embed v3 or v4. */
  adapter: z.literal('bedrock'),
  /** Default: the most that the model has. */
  dimensions: Dimensions.optional(),
})

/** English, in a thread of this process; not on Lambda, where its package is left out. */
const SentenceEncoder = strict({
  alias: Named.alias,
  adapter: z.literal('sentence-encoder'),
})

const ADAPTERS = 'one of "openai-compatible", "bedrock", "sentence-encoder"'

/** A model that turns texts into vectors; it writes nothing, so it is on no ladder. */
export const EmbeddingEntry = z.discriminatedUnion('adapter', [OpenAiCompatible, Bedrock, SentenceEncoder], {
  error: (issue) => (issue.code === 'invalid_union' ? ADAPTERS : undefined),
})
export type EmbeddingEntry = z.infer<typeof EmbeddingEntry>
export type EmbeddingEntryOf<Adapter extends EmbeddingEntry['adapter']> = Extract<
  EmbeddingEntry,
  { adapter: Adapter }
>
