import { IngotError } from '../../errors.ts'
import { cutToTokens } from '../../lib/estimate-tokens.ts'
import type { ModelMessage, ModelPart, ModelUsage } from '../../ports/language-model.ts'
import type { ObjectOrder, WriterPart, WriterPassage } from '../../ports/synopsis-writer.ts'
import { addUsage } from '../add-usage.ts'
import { createObjectReader } from './read-object.ts'

/** What an attempt that failed takes in the prompt of the second one. */
export const REPAIR_TOKENS = 1_000
const ATTEMPT_TOKENS = 700

/**
 * Has a model write an object that fits a schema. Nothing of it is told before it is whole and fits, so it comes in
 * one part; reasoning streams as ever. An attempt that does not fit is shown to the model once, with what is wrong.
 * Throws `schema_not_met` when the second one does not fit either.
 */
export async function* writeObject(options: {
  order: ObjectOrder
  passages: readonly WriterPassage[]
  messages: readonly ModelMessage[]
  stream: (messages: readonly ModelMessage[]) => AsyncIterable<ModelPart>
}): AsyncGenerator<WriterPart> {
  const { order, passages, stream } = options
  const read = await createObjectReader(order, passages)
  const usage: ModelUsage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
  let { messages } = options
  for (const isLast of [false, true]) {
    const { text, isCut } = yield* attempt(stream(messages), usage)
    const found = read(text)
    if (found.kind === 'fits') {
      yield { type: 'object', json: found.json, claims: found.claims }
      yield { type: 'finish', answered: found.answered, confidence: null, usage }
      return
    }
    if (isLast) break
    const problems = isCut ? ['it is too long and was cut: write less', ...found.problems] : found.problems
    messages = [
      ...messages,
      { role: 'assistant', content: cutToTokens(text, ATTEMPT_TOKENS) || '{}' },
      { role: 'user', content: `That does not fit the schema: ${problems.join('; ')}. Write it anew.` },
    ]
  }
  throw new IngotError('schema_not_met', 'The model wrote no JSON that fits the schema.')
}

async function* attempt(
  parts: AsyncIterable<ModelPart>,
  usage: ModelUsage,
): AsyncGenerator<WriterPart, { text: string; isCut: boolean }> {
  let text = ''
  for await (const part of parts) {
    if (part.type === 'text-delta') text += part.text
    if (part.type === 'reasoning-delta') yield part
    if (part.type !== 'finish') continue
    if (part.reason === 'filtered') {
      throw new IngotError('model_refused_request', "The model's content filter stopped the answer.")
    }
    addUsage(usage, part.usage)
    return { text, isCut: part.reason === 'length' }
  }
  throw new IngotError('model_protocol_error', 'The model stopped without an end.')
}
