import { asEvents, type RecordedModel } from './recorded-model.ts'

const chunk = (delta: unknown, finish: string | null = null, usage?: unknown) => ({
  id: '750800d8-716c-40da-ba87-c46db32cf8a3',
  object: 'chat.completion.chunk',
  created: 1_764_681_305,
  model: 'deepseek-reasoner',
  system_fingerprint: 'fp_eaab8d114b_prod0820_fp8_kvcache',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  ...(usage === undefined ? {} : { usage }),
})

/** DeepSeek's own API: the field that is not written to is null, and the usage comes with the end. */
export const DEEPSEEK_R1: RecordedModel = {
  contentType: 'text/event-stream; charset=utf-8',
  body: `: keep-alive\n\n${asEvents([
    chunk({ role: 'assistant', content: null, reasoning_content: '' }),
    chunk({ content: null, reasoning_content: '用户' }),
    chunk({ content: null, reasoning_content: '问 Rust。' }),
    chunk({ content: 'Rust ', reasoning_content: null }),
    chunk({ content: '很快。', reasoning_content: null }),
    chunk({ content: '', reasoning_content: null }, 'stop', {
      prompt_tokens: 491,
      completion_tokens: 129,
      total_tokens: 620,
      completion_tokens_details: { reasoning_tokens: 101 },
      prompt_cache_hit_tokens: 448,
      prompt_cache_miss_tokens: 43,
    }),
  ])}`,
  reasoning: '用户问 Rust。',
  text: 'Rust 很快。',
  finish: {
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 491, outputTokens: 129, reasoningTokens: 101, cachedInputTokens: 448 },
  },
}
