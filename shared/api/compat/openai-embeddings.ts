import * as z from 'zod'

const TEXTS_AT_MOST = 2_048

const Text = z.string().refine((text) => text.trim() !== '', 'must not be empty')

/** What is read of OpenAI's `POST /v1/embeddings`. Lists of tokens are of a vendor's own, and refused. */
export const EmbeddingsRequest = z.looseObject({
  input: z.union([Text, z.array(Text).min(1).max(TEXTS_AT_MOST)], {
    error: `must be a text that is not empty, or a list of 1 to ${TEXTS_AT_MOST}; tokens are not read`,
  }),
  model: z.string().describe('An alias of the models file; any other name is the first of them.'),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish().describe('Refused unless it is what the model gives.'),
})

export const EmbeddingList = z.looseObject({
  object: z.literal('list'),
  model: z.string(),
  data: z.array(
    z.looseObject({
      object: z.literal('embedding'),
      index: z.int(),
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage: z.looseObject({ prompt_tokens: z.int(), total_tokens: z.int() }),
})
