import { afterEach, describe, expect, it } from 'vitest'
import { createOpenAiCompatibleModel } from '../../shared/adapters/openai-compatible/language-model.ts'
import type { ModelPart } from '../../shared/ports/language-model.ts'
import { DEEPSEEK_R1 } from '../support/fixtures-of-models/deepseek-r1.ts'
import { DEEPSEEK_R1_VLLM } from '../support/fixtures-of-models/deepseek-r1-vllm.ts'
import { HUNYUAN_T1 } from '../support/fixtures-of-models/hunyuan-t1.ts'
import { LLAMA_CPP } from '../support/fixtures-of-models/llama-cpp.ts'
import { OLLAMA } from '../support/fixtures-of-models/ollama.ts'
import { QWEN_VLLM } from '../support/fixtures-of-models/qwen-vllm.ts'
import type { RecordedModel } from '../support/fixtures-of-models/recorded-model.ts'
import {
  inPieces,
  type ScriptedOpenAiServer,
  startScriptedOpenAiServer,
} from '../support/scripted-openai-server.ts'

const RECORDED: [name: string, recorded: RecordedModel][] = [
  ["DeepSeek-R1 by DeepSeek's API", DEEPSEEK_R1],
  ['DeepSeek-R1 by vLLM', DEEPSEEK_R1_VLLM],
  ["HunYuan-T1 by Tencent's API", HUNYUAN_T1],
  ['Qwen by vLLM, with think tags', QWEN_VLLM],
  ['Ollama', OLLAMA],
  ['llama.cpp', LLAMA_CPP],
]

let server: ScriptedOpenAiServer | undefined
afterEach(() => server?.close())

async function read({ body, contentType }: RecordedModel, size: number) {
  const headers = { 'content-type': contentType }
  server = await startScriptedOpenAiServer({ headers, steps: inPieces([body], size) })
  const entry = { alias: 'recorded', model: 'recorded', base_url: server.baseUrl }
  const model = createOpenAiCompatibleModel({ entry })
  const messages = [{ role: 'user' as const, content: 'What is Rust?' }]
  const { signal } = new AbortController()
  const parts: ModelPart[] = []
  for await (const part of model.stream({ messages, maxOutputTokens: 100 }, { signal })) parts.push(part)
  return parts
}

const textOf = (parts: readonly ModelPart[], type: 'reasoning-delta' | 'text-delta') =>
  parts.map((part) => (part.type === type ? part.text : '')).join('')

describe.each(RECORDED)('%s', (_, recorded) => {
  it.each([100_000, 61])(
    'is read as reasoning, then text, then its end, in pieces of %i bytes',
    async (size) => {
      const parts = await read(recorded, size)
      expect({
        reasoning: textOf(parts, 'reasoning-delta'),
        text: textOf(parts, 'text-delta'),
        finish: parts.at(-1),
      }).toEqual({ reasoning: recorded.reasoning, text: recorded.text, finish: recorded.finish })
      const order = parts.map(({ type }) => type).filter((type, at, all) => type !== all[at - 1])
      expect(order).toEqual(['reasoning-delta', 'text-delta', 'finish'])
    },
  )
})
