import { asEvents, type RecordedModel } from './recorded-model.ts'

const chunk = (delta: Record<string, string>, finish: string | null = null) => ({
  id: '6668ee7ecb4b55bd5bce532287c97298',
  object: 'chat.completion.chunk',
  created: 1_764_682_242,
  model: 'hunyuan-t1-latest',
  system_fingerprint: '',
  choices: [
    {
      index: 0,
      delta: { role: 'assistant', content: '', reasoning_content: '', ...delta },
      finish_reason: finish,
    },
  ],
  note: '以上内容为AI生成，不代表开发者立场，请勿删除或修改本标记',
})

const search_info = {
  search_results: [{ index: 1, title: 'Rust', url: 'http://example.com/rust', icon: '', text: '例子' }],
}

/** Tencent's OpenAI-compatible API: every delta has all fields, and every chunk a note and what was found. */
export const HUNYUAN_T1: RecordedModel = {
  contentType: 'text/event-stream; charset=utf-8',
  body: asEvents([
    { ...chunk({ reasoning_content: '嗯，' }), search_info },
    chunk({ reasoning_content: '用户问 Rust。' }),
    chunk({ content: 'Rust ' }),
    chunk({ content: '很快。' }),
    {
      ...chunk({}, 'stop'),
      usage: { prompt_tokens: 47, completion_tokens: 26, total_tokens: 73 },
    },
  ]),
  reasoning: '嗯，用户问 Rust。',
  text: 'Rust 很快。',
  // 9 of the 14 estimated tokens are reasoning, so 16 of the 26 counted ones.
  finish: {
    type: 'finish',
    reason: 'stop',
    usage: { inputTokens: 47, outputTokens: 26, reasoningTokens: 16 },
  },
}
