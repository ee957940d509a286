import type { Usage } from './answer.ts'

/** Of an answer that nothing was spent on yet, or whose reader is not charged. */
export const NO_USAGE: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  gpu_seconds: 0,
  usd: 0,
  searches: 0,
  pages_read: 0,
}
