import * as z from 'zod'
import { cutToTokens } from '../../lib/estimate-tokens.ts'
import { cut } from '../../text/cut.ts'

type Batch = { texts: readonly string[]; kind: 'query' | 'document'; dimensions: number }

type Family = {
  /** How the model's id begins, its Region's or profile's prefix aside. */
  id: string
  /** The default first. */
  dimensions: readonly [number, ...number[]]
  textsPerCall: number
  toVendor(batch: Batch): Record<string, unknown>
  answer: z.ZodType<readonly number[][]>
}

const Vector = z.array(z.number())
const Titan = z.object({ embedding: Vector }).transform(({ embedding }) => [embedding])
/** By type where the request names one, else bare. */
const Cohere = z
  .object({ embeddings: z.union([z.array(Vector), z.object({ float: z.array(Vector) })]) })
  .transform(({ embeddings }) => ('float' in embeddings ? embeddings.float : embeddings))
const inputType = { query: 'search_query', document: 'search_document' }

/** Shapes of the user guide: `model-parameters-titan-embed-text`, `model-parameters-embed-v4`, `-v3`. */
export const FAMILIES: readonly Family[] = [
  {
    id: 'amazon.titan-embed-text-v2',
    dimensions: [1_024, 512, 256],
    textsPerCall: 1,
    // It takes 8,192 tokens, and refuses a longer text.
    toVendor: ({ texts: [text = ''], dimensions }) => ({
      inputText: cutToTokens(text, 8_000),
      dimensions,
      normalize: true,
    }),
    answer: Titan,
  },
  {
    id: 'amazon.titan-embed-text-v1',
    dimensions: [1_536],
    textsPerCall: 1,
    toVendor: ({ texts: [text = ''] }) => ({ inputText: cutToTokens(text, 8_000) }),
    answer: Titan,
  },
  {
    id: 'cohere.embed-v4',
    dimensions: [1_536, 1_024, 512, 256],
    textsPerCall: 96,
    toVendor: ({ texts, kind, dimensions }) => ({
      texts,
      input_type: inputType[kind],
      embedding_types: ['float'],
      output_dimension: dimensions,
      truncate: 'RIGHT',
    }),
    answer: Cohere,
  },
  ...['cohere.embed-multilingual-v3', 'cohere.embed-english-v3'].map(
    (id): Family => ({
      id,
      dimensions: [1_024],
      textsPerCall: 96,
      // `truncate` looks at tokens only; more characters are refused.
      toVendor: ({ texts, kind }) => ({
        texts: texts.map((text) => cut(text, 2_048)),
        input_type: inputType[kind],
        truncate: 'END',
      }),
      answer: Cohere,
    }),
  ),
]
