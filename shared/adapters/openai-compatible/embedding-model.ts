import type { Dispatcher } from 'undici'
import * as z from 'zod'
import type { EmbeddingEntryOf } from '../../config/models.ts'
import { cutToTokens } from '../../lib/estimate-tokens.ts'
import { inBatches } from '../../lib/in-batches.ts'
import { errorOfEvent, errorOfProtocol, errorOfSilence } from '../../lib/openai-wire/map-error.ts'
import { watchSilence } from '../../lib/silence.ts'
import { unitVectors } from '../../lib/unit-vectors.ts'
import type { EmbeddingModel } from '../../ports/embedding-model.ts'
import { errorOfConnection } from './map-error.ts'
import { post } from './post.ts'

export type OpenAiCompatibleEmbeddingOptions = {
  entry: Omit<EmbeddingEntryOf<'openai-compatible'>, 'alias' | 'adapter' | 'api_key_env' | 'timeout_s'>
  apiKey?: string | undefined
  /** How requests are sent, e.g. through a proxy. Default: undici's own way. */
  dispatcher?: Dispatcher
  /** Longest silence of the vendor, milliseconds. Default 10 s. */
  timeoutMs?: number
  /** Calls at once, of one `embed`. Default 4. */
  maxConcurrency?: number
}

/** The estimate of a text's tokens may be this far above what the model counts. */
const MARGIN = 3 / 4

/** Of a number in JSON, with room to spare. */
const BYTES_PER_NUMBER = 32
const BYTES_BESIDE_NUMBERS = 1_000_000

const Answer = z.union([
  z.object({
    /** Vectors come as base64 when their server knows that, of floats of 32 bits, the lowest byte first. */
    data: z.array(
      z.object({ index: z.int().optional(), embedding: z.union([z.base64(), z.array(z.number())]) }),
    ),
  }),
  z.object({ error: z.unknown().refine(Boolean) }),
])

/**
 * An embedding model behind `POST {base_url}/embeddings`: OpenAI, vLLM, Ollama, llama.cpp,
 * text-embeddings-inference. No retries.
 */
export function createOpenAiCompatibleEmbeddingModel(
  options: OpenAiCompatibleEmbeddingOptions,
): EmbeddingModel {
  const { entry, maxConcurrency = 4 } = options
  const { model, dimensions, context_tokens, texts_per_call, query_prefix, document_prefix } = entry
  const prefixes = { query: query_prefix, document: document_prefix }
  const isPrefixed = query_prefix !== '' || document_prefix !== ''
  return {
    id: [model, dimensions, ...(isPrefixed ? [query_prefix, document_prefix] : [])].join('/'),
    dimensions,
    embed: (texts, { kind, signal }) =>
      inBatches(texts, { size: texts_per_call, limit: maxConcurrency, signal }, async (batch, either) => {
        const input = batch.map((text) => cutToTokens(prefixes[kind] + text, context_tokens * MARGIN))
        const rows = await ask(options, input, either)
        return unitVectors(rows, { count: batch.length, dimensions })
      }),
  }
}

async function ask(
  { entry, apiKey, dispatcher, timeoutMs = 10_000 }: OpenAiCompatibleEmbeddingOptions,
  input: readonly string[],
  signal: AbortSignal,
): Promise<ArrayLike<number>[]> {
  const { base_url: baseUrl, model, dimensions, send_dimensions } = entry
  const watch = watchSilence({
    signal,
    timeoutMs,
    silent: () => errorOfSilence(timeoutMs),
    failed: errorOfConnection,
  })
  const body = { model, input, encoding_format: 'base64', ...(send_dimensions && { dimensions }) }
  try {
    const asked = { operation: '/embeddings', body, accept: 'application/json' }
    const bytes = await post({ baseUrl, apiKey, dispatcher }, asked, { signal, watch })
    const limit = input.length * dimensions * BYTES_PER_NUMBER + BYTES_BESIDE_NUMBERS
    return rowsOf(await readText(bytes[Symbol.asyncIterator](), { watch, limit }))
  } finally {
    watch.stop()
  }
}

async function readText(
  bytes: AsyncIterator<Uint8Array>,
  { watch, limit }: { watch: ReturnType<typeof watchSilence>; limit: number },
): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await watch.wait(bytes.next())
    if (done) return Buffer.concat(parts).toString('utf8')
    length += value.length
    if (length > limit) throw errorOfProtocol('The model sent an endless answer.')
    parts.push(value)
  }
}

/** In the order of their indices; a server that gives none, or the same to all, keeps to that of the texts. */
function rowsOf(text: string): ArrayLike<number>[] {
  const answer = parse(text)
  if ('error' in answer) throw errorOfEvent(answer.error)
  const rows = answer.data.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0))
  return rows.map(({ embedding }) => (typeof embedding === 'string' ? floatsOf(embedding) : embedding))
}

function parse(text: string): z.infer<typeof Answer> {
  try {
    return Answer.parse(JSON.parse(text))
  } catch (cause) {
    throw errorOfProtocol('The model sent an answer of another shape.', cause)
  }
}

function floatsOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64')
  const count = Math.floor(bytes.length / Float32Array.BYTES_PER_ELEMENT)
  return Float32Array.from({ length: count }, (_, at) =>
    bytes.readFloatLE(at * Float32Array.BYTES_PER_ELEMENT),
  )
}
