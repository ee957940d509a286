import { asEvents, type RecordedModel } from './recorded-model.ts'

const head = {
  created: 1_781_492_230,
  id: 'chatcmpl-qC6laQHbZ2CmxNvJ4NoB1L93LcVF7nfe',
  model: 'gemma-4-31B-it-UD-Q6_K_XL.gguf',
  system_fingerprint: 'b9554-d403f00ec',
  object: 'chat.completion.chunk',
}

const chunk = (delta: unknown, finish: string | null = null) => ({
  choices: [{ finish_reason: finish, index: 0, delta }],
  ...head,
})

/** The server of llama.cpp: the end has an empty delta, and the usage comes with its timings. */
export const LLAMA_CPP: RecordedModel = {
  contentType: 'text/event-stream',
  body: asEvents([
    chunk({ role: 'assistant', content: null }),
    chunk({ reasoning_content: 'Okay, ' }),
    chunk({ reasoning_content: 'fast.' }),
    chunk({ content: 'Rust is ' }),
    chunk({ content: 'fast.' }),
    chunk({}, 'length'),
    {
      choices: [],
      ...head,
      usage: {
        completion_tokens: 28,
        prompt_tokens: 17,
        total_tokens: 45,
        prompt_tokens_details: { cached_tokens: 7 },
      },
      timings: { cache_n: 7, prompt_n: 10, prompt_ms: 251.51, predicted_n: 28, predicted_ms: 407.596 },
    },
  ]),
  reasoning: 'Okay, fast.',
  text: 'Rust is fast.',
  // 3 of the 7 estimated tokens are reasoning, so 12 of the 28 counted ones.
  finish: {
    type: 'finish',
    reason: 'length',
    usage: { inputTokens: 17, outputTokens: 28, reasoningTokens: 12, cachedInputTokens: 7 },
  },
}
