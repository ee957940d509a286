import { eventFrame } from './bedrock-frames.ts'

const delta = (text: string) => eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })

/** Frames of ConverseStream that say the pieces and end well. */
export const saidByBedrock = (pieces: readonly string[]) => [
  ...pieces.map(delta),
  eventFrame('messageStop', { stopReason: 'end_turn' }),
  eventFrame('metadata', { usage: { inputTokens: 100, outputTokens: 20, totalTokens: 120 } }),
]
