import type {
  ContentBlockDelta,
  ConverseStreamOutput,
  StopReason,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime'
import { estimateTokens } from '../../lib/estimate-tokens.ts'
import { createThinkTagSplitter } from '../../lib/think-tags.ts'
import type { ModelMessage, ModelPart, ModelUsage } from '../../ports/language-model.ts'
import { errorOfProtocol } from './map-error.ts'

type FinishReason = Extract<ModelPart, { type: 'finish' }>['reason']

/** Ends that are not listed (`tool_use`, `malformed_model_output`, …) are not good ends. */
const FINISH_REASONS = new Map<StopReason | undefined, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'filtered'],
  ['content_filtered', 'filtered'],
])

/**
 * Events of ConverseStream as model parts. The usage follows the stop reason and is the last event; where
 * the stream ends without it, it is estimated.
 */
export async function* decodeStream(
  events: AsyncIterable<ConverseStreamOutput>,
  { prompt, habit }: { prompt: readonly ModelMessage[]; habit: { opensUnseen: boolean } },
): AsyncGenerator<ModelPart> {
  const thinking = createThinkTagSplitter({ startsOpen: habit.opensUnseen })
  const written = { 'text-delta': '', 'reasoning-delta': '' }
  let reason: FinishReason | null = null
  let counted: TokenUsage | undefined

  for await (const { contentBlockDelta, messageStop, metadata } of events) {
    for (const part of partsOf(contentBlockDelta?.delta, thinking)) {
      written[part.type] += part.text
      yield part
    }
    if (thinking.hasStrayEnd) {
      habit.opensUnseen = true
      throw errorOfProtocol('The model told its thoughts as its answer.')
    }
    if (messageStop) reason = finishReasonOf(messageStop.stopReason)
    counted = metadata?.usage ?? counted
    if (reason !== null && counted !== undefined) break
  }
  if (reason === null) throw errorOfProtocol('The model stopped without an end.')
  const isWhole = reason === 'stop'
  if (isWhole && thinking.isGuess) written['reasoning-delta'] = ''
  for (const part of thinking.end({ isWhole })) {
    written[part.type] += part.text
    yield part
  }
  habit.opensUnseen = thinking.opensUnseen
  yield { type: 'finish', reason, usage: usageOf(counted, written, prompt) }
}

/** A signature proves reasoning to its vendor, and what is redacted is encrypted: neither is text. */
function partsOf(delta: ContentBlockDelta | undefined, thinking: ReturnType<typeof createThinkTagSplitter>) {
  const reasoning = delta?.reasoningContent?.text
  if (delta?.reasoningContent) thinking.settle()
  return [
    ...(reasoning ? [{ type: 'reasoning-delta' as const, text: reasoning }] : []),
    ...(delta?.text ? thinking.write(delta.text) : []),
  ]
}

function finishReasonOf(vendors: StopReason | undefined): FinishReason {
  const reason = FINISH_REASONS.get(vendors)
  if (reason === undefined) throw errorOfProtocol('The model broke off.', vendors)
  return reason
}

function usageOf(
  counted: TokenUsage | undefined,
  written: Readonly<Record<'text-delta' | 'reasoning-delta', string>>,
  prompt: readonly ModelMessage[],
): ModelUsage {
  const reasoning = estimateTokens(written['reasoning-delta'])
  const all = reasoning + estimateTokens(written['text-delta'])
  if (!isCount(counted?.inputTokens) || !isCount(counted.outputTokens)) {
    const inputTokens = estimateTokens(prompt.map(({ content }) => content).join('\n'))
    return { inputTokens, outputTokens: all, reasoningTokens: reasoning }
  }
  const { inputTokens, outputTokens, cacheReadInputTokens: read, cacheWriteInputTokens: kept } = counted
  return {
    // The vendor's count leaves out what was read from its cache, and what was written to it.
    inputTokens: inputTokens + (isCount(read) ? read : 0) + (isCount(kept) ? kept : 0),
    outputTokens,
    // The vendor counts the output as a whole; the reasoning's share of it is that of the text's length.
    reasoningTokens: all === 0 ? 0 : Math.floor((outputTokens * reasoning) / all),
    ...(isCount(read) && { cachedInputTokens: read }),
  }
}

/** A malformed count is as good as none. */
const isCount = (value: number | undefined): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0
