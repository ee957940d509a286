import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asEvents } from '../support/fixtures-of-models/recorded-model.ts'
import { type ScriptedOpenAiServer, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTION = 'Why was the lighthouse of Skarv moved?'
const DOCUMENT =
  `The lighthouse of Skarv was built in 1887 by the engineer Ada Holm. In 1931 it was moved 40 metres inland,
because the sea had undercut the cliff. Since then it has been lit by electricity.`.replaceAll('\n', ' ')

const THOUGHTS = [
  'The passage says that it was moved in 1931, ',
  'and gives the reason: the cliff was undercut.',
]
const ANSWER = [
  'The lighthouse of Skarv was moved 40 metres inland in 1931 ',
  'because the sea had undercut the cliff [1]. ',
  'It had been built in 1887 by the engineer Ada Holm [1].',
]

/** As DeepSeek's API streams R1: the field that is not written to is null, and the usage comes with the end. */
const deepSeek = (delta: object, finish: string | null = null, usage?: object) => ({
  id: '750800d8-716c-40da-ba87-c46db32cf8a3',
  object: 'chat.completion.chunk',
  created: 1_764_681_305,
  model: 'deepseek-reasoner',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  ...(usage && { usage }),
})
const DEEPSEEK_R1 = `: keep-alive\n\n${asEvents([
  deepSeek({ role: 'assistant', content: null, reasoning_content: '' }),
  ...THOUGHTS.map((reasoning_content) => deepSeek({ content: null, reasoning_content })),
  ...ANSWER.map((content) => deepSeek({ content, reasoning_content: null })),
  deepSeek({ content: '', reasoning_content: null }, 'stop', {
    ...{ prompt_tokens: 491, completion_tokens: 71, total_tokens: 562, prompt_cache_hit_tokens: 448 },
    completion_tokens_details: { reasoning_tokens: 22 },
  }),
])}`

/** As Tencent's API streams HunYuan-T1: every delta has all fields, every chunk a note, the usage no reasoning. */
const hunYuan = (delta: object, finish: string | null = null, usage?: object) => ({
  id: '6668ee7ecb4b55bd5bce532287c97298',
  object: 'chat.completion.chunk',
  created: 1_764_682_242,
  model: 'hunyuan-t1-latest',
  choices: [
    {
      index: 0,
      delta: { role: 'assistant', content: '', reasoning_content: '', ...delta },
      finish_reason: finish,
    },
  ],
  note: '以上内容为AI生成，不代表开发者立场，请勿删除或修改本标记',
  ...(usage && { usage }),
})
const HUNYUAN_T1 = asEvents([
  ...THOUGHTS.map((reasoning_content) => hunYuan({ reasoning_content })),
  ...ANSWER.map((content) => hunYuan({ content })),
  hunYuan({}, 'stop', { prompt_tokens: 470, completion_tokens: 68, total_tokens: 538 }),
])

/** What differs from run to run. */
const SETTLED: readonly [RegExp, string][] = [
  [/ans_[\w-]+/g, 'ans_…'],
  [/("(?:\w+_ms|ms)"):\d+(?:\.\d+)?/g, '$1:…'],
  [/("expires_in_s"):\d+/g, '$1:…'],
  [/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"…"'],
  [/("document_id"):"[^"]+"/g, '$1:"…"'],
]

interface Event {
  type: string
  text?: string
  end?: number
}

/**
 * The stream as a text that is the same in every run. Where a model's text is cut into deltas, and how soon a
 * citation follows it, is a matter of milliseconds: here the text is cut behind each citation's marker.
 */
const settled = (stream: string): string => {
  const events = [...stream.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? '') as Event)
  const joined = (kind: string) => events.flatMap(({ type, text }) => (type === kind ? [text] : [])).join('')
  const synopsis = joined('synopsis-delta')
  const citations = events.filter(({ type }) => type === 'citation')
  const cuts = [0, ...citations.map(({ end = 0 }) => end)]
  const writing = citations.flatMap((citation, n) => [
    { type: 'synopsis-delta', text: synopsis.slice(cuts[n], cuts[n + 1]) },
    citation,
  ])
  expect(synopsis.slice(cuts.at(-1))).toBe('.')
  const first = events.findIndex(({ type }) => type.endsWith('-delta'))
  const last = events.findLastIndex(({ type }) => type.endsWith('-delta') || type === 'citation')
  const between = events.slice(first, last + 1).map(({ type }) => type)
  expect([...new Set(between)].sort()).toEqual(['citation', 'reasoning-delta', 'synopsis-delta'])
  const thinking = { type: 'reasoning-delta', text: joined('reasoning-delta') }
  const all = [...events.slice(0, first), thinking, ...writing, ...events.slice(last + 1)]
  const text = all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n`).join('\n')
  return SETTLED.reduce((changed, [from, to]) => changed.replace(from, to), text)
}

/** Rewritten by `npx vitest run test/flow/transcripts.test.ts -u`. */
describe('the transcript of a deep answer, its reasoning apart', () => {
  let vendor: ScriptedOpenAiServer
  let server: TestServer
  let folder: string
  beforeAll(async () => {
    vendor = await startScriptedOpenAiServer(({ body }) => ({
      steps: [body.model === 'deepseek-reasoner' ? DEEPSEEK_R1 : HUNYUAN_T1],
    }))
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-transcripts-'))
    const modelsFile = path.join(folder, 'models.json')
    const entry = { adapter: 'openai-compatible', base_url: vendor.baseUrl, modes: ['deep'] }
    const models = [
      { ...entry, alias: 'deepseek-r1', model: 'deepseek-reasoner', capabilities: { reasoning: true } },
      { preset: 'hunyuan-t1', base_url: vendor.baseUrl, api_key_env: undefined },
    ]
    await writeFile(modelsFile, JSON.stringify({ models }))
    process.env['HUNYUAN_API_KEY'] = 'a-key'
    server = await startTestServer({ modelsFile })
    await server.addText('Skarv', DOCUMENT)
  })
  afterAll(async () => {
    delete process.env['HUNYUAN_API_KEY']
    await server.close()
    await vendor.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(['deepseek-r1', 'hunyuan-t1'])('%s', async (model) => {
    const body = { question: QUESTION, mode: 'deep', model, reasoning: true }
    const response = await server.post('/v1/answers', body, { accept: 'text/event-stream' })
    const stream = settled(await response.text())
    await expect(`POST /v1/answers\n${JSON.stringify(body)}\n\n${stream}`).toMatchFileSnapshot(
      `../../docs/transcripts/${model}.txt`,
    )
    expect(stream).toContain('event: reasoning-delta')
    expect(stream).toContain('"reason":null')
  })
})
