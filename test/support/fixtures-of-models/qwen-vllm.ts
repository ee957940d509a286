import { asEvents, type RecordedModel } from './recorded-model.ts'

const usage = (completion: number) => ({
  prompt_tokens: 19,
  total_tokens: 19 + completion,
  completion_tokens: completion,
})

const chunk = (delta: unknown, completion: number, finish: string | null = null) => ({
  id: 'chatcmpl-5e2d7f6a',
  object: 'chat.completion.chunk',
  created: 1_763_900_000,
  model: 'Qwen/Qwen3-8B',
  choices: [
    { index: 0, delta, logprobs: null, finish_reason: finish, ...(finish && { stop_reason: 151_645 }) },
  ],
  usage: usage(completion),
})

/** vLLM without a reasoning parser: the tags are tokens of the content; the usage grows with each chunk. */
export const QWEN_VLLM: RecordedModel = {
  contentType: 'text/event-stream; charset=utf-8',
  body: asEvents([
    chunk({ role: 'assistant', content: '' }, 0),
    chunk({ content: '<think>' }, 1),
    chunk({ content: '\n' }, 2),
    chunk({ content: 'Fast, ' }, 4),
    chunk({ content: 'no GC.' }, 7),
    chunk({ content: '\n</th' }, 8),
    chunk({ content: 'ink>' }, 9),
    chunk({ content: '\n\n' }, 10),
    chunk({ content: 'Rust is ' }, 12),
    chunk({ content: 'fast.' }, 14),
    chunk({ content: '' }, 14, 'stop'),
    {
      id: 'chatcmpl-5e2d7f6a',
      object: 'chat.completion.chunk',
      created: 1_763_900_000,
      model: 'Qwen/Qwen3-8B',
      choices: [],
      usage: usage(14),
    },
  ]),
  reasoning: '\nFast, no GC.\n',
  text: 'Rust is fast.',
  // 4 of the 8 estimated tokens are reasoning, so 7 of the 14 counted ones.
  finish: {
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 19, outputTokens: 14, reasoningTokens: 7 },
  },
}
