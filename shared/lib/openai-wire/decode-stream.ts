import { IngotError } from '../../errors.ts'
import { createThinkTagSplitter } from '../think-tags.ts'
import { type ChunkDelta, type ChunkUsage, parseChunk } from './chunk.ts'
import { errorOfEvent, errorOfProtocol } from './map-error.ts'
import { type Usage, usageOf } from './usage.ts'

type FinishReason = 'stop' | 'length' | 'filtered'

/** The parts of a model's stream, as the port of language models names them. */
export type StreamPart =
  | { type: 'reasoning-delta' | 'text-delta'; text: string }
  | { type: 'finish'; reason: FinishReason; usage: Usage }

/** What is known of a model from its answers so far: whether the tag before its thoughts stands in the prompt. */
export type ThinkingHabit = { opensUnseen: boolean }

/** Ends that are not listed (`tool_calls`, `abort`, `error`, …) are not good ends. */
const FINISH_REASONS = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['eos_token', 'stop'],
  ['length', 'length'],
  ['content_filter', 'filtered'],
  ['sensitive', 'filtered'],
])

/**
 * Events of a chat completion (the `data` of each) as model parts. Usage follows the finish reason, so the
 * end waits for `[DONE]` or the end of the stream; where there is none, it is estimated from `prompt`.
 * Throws `model_*`.
 */
export async function* decodeStream(
  events: AsyncIterable<string>,
  { prompt, habit }: { prompt: readonly { content: string }[]; habit: ThinkingHabit },
): AsyncGenerator<StreamPart> {
  const thinking = createThinkTagSplitter({ startsOpen: habit.opensUnseen })
  const written = { 'text-delta': '', 'reasoning-delta': '' }
  let reason: FinishReason | null = null
  let counted: ChunkUsage | undefined
  let last: string | undefined

  for await (const data of events) {
    if (data.trim() === '[DONE]') break
    last = data
    const chunk = parseChunk(data)
    if ('error' in chunk) throw errorOfEvent(chunk.error)
    counted = chunk.usage ?? counted
    const choice = chunk.choices?.[0]
    for (const part of partsOf(choice?.delta ?? choice?.message, thinking, habit)) {
      written[part.type] += part.text
      yield part
    }
    if (choice?.finish_reason) reason = finishReasonOf(choice.finish_reason)
  }
  if (reason === null) throw errorOfProtocol('The model stopped without an end.', last)
  const isWhole = reason === 'stop'
  if (isWhole && thinking.isGuess) written['reasoning-delta'] = ''
  for (const part of thinking.end({ isWhole })) {
    written[part.type] += part.text
    yield part
  }
  habit.opensUnseen = thinking.opensUnseen
  const { 'text-delta': text, 'reasoning-delta': reasoning } = written
  yield { type: 'finish', reason, usage: usageOf(counted, { prompt, text, reasoning }) }
}

/** Some vendors send the reasoning in both of its fields. */
function partsOf(
  delta: ChunkDelta,
  thinking: ReturnType<typeof createThinkTagSplitter>,
  habit: ThinkingHabit,
) {
  const reasoning = delta?.reasoning_content || delta?.reasoning
  const content = delta?.content
  if (reasoning) thinking.settle()
  const parts = [
    ...(reasoning ? [{ type: 'reasoning-delta' as const, text: reasoning }] : []),
    ...(content ? thinking.write(content) : []),
  ]
  if (!thinking.hasStrayEnd) return parts
  habit.opensUnseen = true
  throw errorOfProtocol('The model told its thoughts as its answer.')
}

function finishReasonOf(vendors: string): FinishReason {
  const reason = FINISH_REASONS.get(vendors.toLowerCase())
  if (reason !== undefined) return reason
  if (vendors === 'insufficient_system_resource')
    throw new IngotError('model_unavailable', 'The model ran out of capacity.', { cause: vendors })
  throw errorOfProtocol('The model broke off.', vendors)
}
