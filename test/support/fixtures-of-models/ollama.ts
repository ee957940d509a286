import { asEvents, type RecordedModel } from './recorded-model.ts'

const head = {
  id: 'chatcmpl-774',
  object: 'chat.completion.chunk',
  created: 1_768_062_791,
  model: 'qwen3:32b',
  system_fingerprint: 'fp_ollama',
}

const chunk = (delta: Record<string, string>, finish: string | null = null) => ({
  ...head,
  choices: [{ index: 0, delta: { role: 'assistant', content: '', ...delta }, finish_reason: finish }],
})

/** Ollama: the reasoning is `reasoning`, and the content beside it empty. */
export const OLLAMA: RecordedModel = {
  contentType: 'text/event-stream',
  body: asEvents([
    chunk({ reasoning: 'Okay, ' }),
    chunk({ reasoning: 'fast.' }),
    chunk({ content: 'Rust is ' }),
    chunk({ content: 'fast.' }),
    chunk({}, 'stop'),
    { ...head, choices: [], usage: { prompt_tokens: 17, completion_tokens: 40, total_tokens: 57 } },
  ]),
  reasoning: 'Okay, fast.',
  text: 'Rust is fast.',
  // 3 of the 7 estimated tokens are reasoning, so 17 of the 40 counted ones.
  finish: {
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 17, outputTokens: 40, reasoningTokens: 17 },
  },
}
