import { IngotError } from '../errors.ts'
import { estimateTokens } from '../lib/estimate-tokens.ts'
import type { ModelPart } from '../ports/language-model.ts'

/** Estimates miss the model's own count by some, and spaces or code have few tokens. */
const TIMES = 4

/** Ends a stream that goes on far beyond the limit it was given. Throws `model_protocol_error`. */
export async function* boundOutput(
  parts: AsyncIterable<ModelPart>,
  { maxOutputTokens }: { maxOutputTokens: number },
): AsyncGenerator<ModelPart> {
  let left = maxOutputTokens * TIMES
  for await (const part of parts) {
    if (part.type !== 'finish') left -= estimateTokens(part.text)
    if (left < 0)
      throw new IngotError('model_protocol_error', 'The model wrote far more than it was allowed to.')
    yield part
  }
}
