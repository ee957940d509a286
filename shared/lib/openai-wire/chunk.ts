import * as z from 'zod'
import { errorOfProtocol, isObject } from './map-error.ts'

const Text = z.string().nullish()
const Count = z.int().nonnegative()
/** Mistral's: a text, or a thought that is made of such parts again. */
const Part = z.object({
  text: Text.catch(null),
  thinking: z
    .array(z.object({ text: z.string() }))
    .nullish()
    .catch(null),
})
const Delta = z
  .object({
    content: z.union([Text, z.array(Part)]),
    reasoning_content: Text.catch(null),
    reasoning: Text.catch(null),
  })
  .transform(({ content, ...delta }) =>
    Array.isArray(content) ? { ...delta, ...joined(content) } : { ...delta, content },
  )
  .nullish()

const Usage = z.object({
  prompt_tokens: Count,
  completion_tokens: Count,
  prompt_tokens_details: z.object({ cached_tokens: Count.nullish() }).nullish().catch(null),
  completion_tokens_details: z.object({ reasoning_tokens: Count.nullish() }).nullish().catch(null),
  /** DeepSeek's. */
  prompt_cache_hit_tokens: Count.nullish().catch(null),
})

/** Only what is used; what a vendor adds is ignored, a malformed count is as good as none. */
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: Delta,
        /** The whole answer, of a server that does not stream. */
        message: Delta,
        finish_reason: Text,
      }),
    )
    .nullish(),
  usage: Usage.nullish().catch(null),
})
export type Chunk = z.infer<typeof Chunk>
export type ChunkDelta = z.infer<typeof Delta>
export type ChunkUsage = z.infer<typeof Usage>

const joined = (parts: readonly z.infer<typeof Part>[]) => ({
  content: parts.map(({ text }) => text ?? '').join(''),
  reasoning: parts.flatMap(({ thinking }) => thinking?.map(({ text }) => text) ?? []).join(''),
})

/** One event of the stream: a chunk, or the error that stands in its place. */
export function parseChunk(data: string): Chunk | { error: unknown } {
  try {
    const json: unknown = JSON.parse(data)
    const error = errorIn(json)
    return error === undefined ? Chunk.parse(json) : { error }
  } catch (cause) {
    throw errorOfProtocol('The model sent an event that is not a chunk of a chat completion.', {
      data,
      cause,
    })
  }
}

/** `{error}`, sometimes twice; or an object that is the error itself: `{code, message}`, `{error_code, text}`. */
function errorIn(json: unknown): unknown {
  if (!isObject(json)) return undefined
  if (json['error']) return errorIn(json['error']) ?? json['error']
  const isBare = !json['choices'] && (typeof json['message'] === 'string' || Boolean(json['error_code']))
  return isBare ? json : undefined
}
