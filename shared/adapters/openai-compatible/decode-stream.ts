import * as z from 'zod'
import { estimateTokens } from '../../lib/estimate-tokens.ts'
import { createThinkTagSplitter } from '../../lib/think-tags.ts'
import type { ModelMessage, ModelPart, ModelUsage } from '../../ports/language-model.ts'
import { errorOfEvent, errorOfProtocol } from './map-error.ts'

const Text = z.string().nullish()
const Count = z.int().nonnegative()

/** Only what is used; what a vendor adds is ignored, a malformed count is as good as none. */
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: Text, reasoning_content: Text, reasoning: Text.catch(null) }).nullish(),
        finish_reason: Text,
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: Count,
      completion_tokens: Count,
      completion_tokens_details: z.object({ reasoning_tokens: Count.nullish() }).nullish(),
    })
    .nullish()
    .catch(null),
  error: z.unknown().optional(),
})
type Chunk = z.infer<typeof Chunk>

type FinishReason = Extract<ModelPart, { type: 'finish' }>['reason']

/** Ends that are not listed (`tool_calls`, `abort`, `insufficient_system_resource`, …) are not good ends. */
const FINISH_REASONS = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['eos_token', 'stop'],
  ['length', 'length'],
  ['content_filter', 'filtered'],
])

/**
 * Chunks of a chat completion (the `data` of each event) as model parts. Usage follows the finish reason,
 * so the end waits for `[DONE]` or the end of the stream; where there is none, it is estimated.
 */
export async function* decodeStream(
  events: AsyncIterable<string>,
  prompt: readonly ModelMessage[],
): AsyncGenerator<ModelPart> {
  const thinking = createThinkTagSplitter()
  const written = { 'text-delta': '', 'reasoning-delta': '' }
  let reason: FinishReason | null = null
  let counted: Chunk['usage']

  for await (const data of events) {
    if (data.trim() === '[DONE]') break
    const chunk = parseChunk(data)
    if (chunk.error) throw errorOfEvent(chunk.error)
    counted = chunk.usage ?? counted
    const choice = chunk.choices?.[0]
    for (const part of partsOf(choice?.delta, thinking)) {
      written[part.type] += part.text
      yield part
    }
    if (choice?.finish_reason) reason = finishReasonOf(choice.finish_reason)
  }
  if (reason === null) throw errorOfProtocol('The model stopped without an end.')
  for (const part of thinking.end()) {
    written[part.type] += part.text
    yield part
  }
  const reasoningTokens = estimateTokens(written['reasoning-delta'])
  const estimated = {
    inputTokens: estimateTokens(prompt.map(({ content }) => content).join('\n')),
    outputTokens: estimateTokens(written['text-delta']) + reasoningTokens,
    reasoningTokens,
  }
  yield { type: 'finish', reason, usage: usageOf(counted, estimated) }
}

function parseChunk(data: string): Chunk {
  try {
    return Chunk.parse(JSON.parse(data))
  } catch (cause) {
    throw errorOfProtocol('The model sent an event that is not a chunk of a chat completion.', {
      data,
      cause,
    })
  }
}

type Delta = NonNullable<Chunk['choices']>[number]['delta']

function partsOf(delta: Delta, thinking: ReturnType<typeof createThinkTagSplitter>) {
  const reasoning = delta?.reasoning_content || delta?.reasoning
  const content = delta?.content
  return [
    ...(reasoning ? [{ type: 'reasoning-delta' as const, text: reasoning }] : []),
    ...(content ? thinking.write(content) : []),
  ]
}

function finishReasonOf(vendors: string): FinishReason {
  const reason = FINISH_REASONS.get(vendors)
  if (reason === undefined) throw errorOfProtocol('The model broke off.', vendors)
  return reason
}

function usageOf(counted: Chunk['usage'], estimated: ModelUsage): ModelUsage {
  if (!counted) return estimated
  return {
    inputTokens: counted.prompt_tokens,
    outputTokens: counted.completion_tokens,
    reasoningTokens: counted.completion_tokens_details?.reasoning_tokens ?? estimated.reasoningTokens,
  }
}
