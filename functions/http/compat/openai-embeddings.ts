import type { Context } from 'hono'
import { EmbeddingsRequest } from '../../../shared/api/compat/openai-embeddings.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { jsonBody } from '../parse-body.ts'
import { invalidFields } from '../parse-input.ts'
import { jsonReply } from '../reply.ts'
import { callerWithinLimits } from './ask.ts'

const CHARACTERS_A_TOKEN = 4

/** `POST /v1/embeddings`: the configured model of that alias; any other name is the first one's. */
export function embeddings({
  embeddings: models,
  bodyLimitBytes,
}: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const read = jsonBody(EmbeddingsRequest, { limitBytes: bodyLimitBytes })
  return async (c) => {
    callerWithinLimits(c)
    const { input, model: name, encoding_format, dimensions } = await read(c.req.raw)
    const model = models.find(({ alias }) => alias === name) ?? models[0]
    if (!model) throw new IngotError('not_found', 'No embedding model is configured here.')
    const texts = [input].flat()
    const vectors = await model.embed(texts, { kind: 'document', signal: c.req.raw.signal })
    const length = vectors[0]?.length ?? 0
    if (dimensions && dimensions !== length) {
      throw invalidFields([{ path: 'dimensions', message: `the model gives ${length}` }])
    }
    const encode = encoding_format === 'base64' ? toBase64 : (vector: Float32Array) => Array.from(vector)
    // An estimate: the model's own count does not come with its vectors.
    const tokens = Math.ceil(texts.join('').length / CHARACTERS_A_TOKEN)
    return jsonReply(c, {
      object: 'list',
      model: model.alias,
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    })
  }
}

/** Floats of 32 bits, the lowest byte first. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4)
  })
  return bytes.toString('base64')
}
