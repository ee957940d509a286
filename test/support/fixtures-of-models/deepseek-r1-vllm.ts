import { asEvents, type RecordedModel } from './recorded-model.ts'

const head = {
  id: 'chatcmpl-8c1f0f2f4b5d4d6f',
  object: 'chat.completion.chunk',
  created: 1_763_900_000,
  model: 'deepseek-ai/DeepSeek-R1',
}

const chunk = (delta: unknown, finish: string | null = null) => ({
  ...head,
  choices: [
    {
      index: 0,
      delta,
      logprobs: null,
      finish_reason: finish,
      ...(finish && { stop_reason: null }),
      token_ids: null,
    },
  ],
})

/** vLLM with `--reasoning-parser deepseek_r1`: both names of the field, and no count of the reasoning. */
export const DEEPSEEK_R1_VLLM: RecordedModel = {
  contentType: 'text/event-stream; charset=utf-8',
  body: asEvents([
    {
      ...head,
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }],
      prompt_token_ids: null,
    },
    chunk({ reasoning: 'Okay, ', reasoning_content: 'Okay, ' }),
    chunk({ reasoning: 'fast.', reasoning_content: 'fast.' }),
    chunk({ content: 'Rust is ' }),
    chunk({ content: 'fast.' }),
    chunk({ content: '' }, 'stop'),
    {
      ...head,
      choices: [],
      usage: {
        prompt_tokens: 31,
        total_tokens: 91,
        completion_tokens: 60,
        prompt_tokens_details: { cached_tokens: 16 },
      },
    },
  ]),
  reasoning: 'Okay, fast.',
  text: 'Rust is fast.',
  // 3 of the 7 estimated tokens are reasoning, so 25 of the 60 counted ones.
  finish: {
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 31, outputTokens: 60, reasoningTokens: 25, cachedInputTokens: 16 },
  },
}
