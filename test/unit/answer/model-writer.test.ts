import { describe, expect, it } from 'vitest'
import { createModelWriter } from '../../../shared/answer/model-writer.ts'
import type { LanguageModel, ModelPart, ModelRequest } from '../../../shared/ports/language-model.ts'
import type { SummarizeRequest, WriteRequest, WriterPart } from '../../../shared/ports/synopsis-writer.ts'

const USAGE = { inputTokens: 100, outputTokens: 20, reasoningTokens: 0 }
const FINISH: ModelPart = { type: 'finish', reason: 'stop', usage: USAGE }
const { signal } = new AbortController()

const QUESTION: WriteRequest = {
  question: 'Is Rust fast?',
  passages: [{ source: 3, title: 'Rust', text: 'Rust is fast.', start: 0, end: 13, page: null, score: 1 }],
  termWeights: new Map(),
  language: 'en',
  length: 'short',
  today: '2026-11-23',
}

/** A model that replays its parts and records what it was asked. */
function replaying(parts: readonly ModelPart[]) {
  const requests: ModelRequest[] = []
  const model: LanguageModel = {
    alias: 'r1',
    async *stream(request) {
      requests.push(request)
      yield* parts
    },
  }
  return { model, requests }
}

const texts = (pieces: readonly string[]): ModelPart[] => [
  ...pieces.map((text) => ({ type: 'text-delta' as const, text })),
  FINISH,
]

const writerOf = (model: LanguageModel, served: 'fast' | 'deep' = 'deep') =>
  createModelWriter({
    model,
    served,
    maxOutputTokens: 500,
    contextTokens: 4_000,
    createDelimiter: () => 'f00d',
  })

async function collect(parts: AsyncIterable<WriterPart>): Promise<WriterPart[]> {
  const collected: WriterPart[] = []
  for await (const part of parts) collected.push(part)
  return collected
}

describe('the model writer', () => {
  it('passes reasoning on, writes markers one way, and ends as answered', async () => {
    const { model } = replaying([
      { type: 'reasoning-delta', text: 'Let me see [1, 2].' },
      ...texts(['Rust is fast 【1', ', 3】', '.']),
    ])
    expect(await collect(writerOf(model).write(QUESTION, { signal }))).toEqual([
      { type: 'reasoning-delta', text: 'Let me see [1, 2].' },
      { type: 'text-delta', text: 'Rust is fast ' },
      { type: 'text-delta', text: '[1][3]' },
      { type: 'text-delta', text: '.' },
      { type: 'finish', answered: true, confidence: null, isCut: false, usage: USAGE },
    ])
  })

  it('tells that the sources do not say, without the marker', async () => {
    const { model } = replaying(texts(['[no', 'ne] The sources', ' do not say [']))
    expect(await collect(writerOf(model).write(QUESTION, { signal }))).toEqual([
      { type: 'text-delta', text: 'The sources' },
      { type: 'text-delta', text: ' do not say ' },
      { type: 'text-delta', text: '[' },
      { type: 'finish', answered: false, confidence: null, isCut: false, usage: USAGE },
    ])
  })

  it('keeps what was held back to the very end', async () => {
    const { model } = replaying(texts(['[non']))
    expect((await collect(writerOf(model).write(QUESTION, { signal })))[0]).toEqual({
      type: 'text-delta',
      text: '[non',
    })
  })

  it('fails when the content filter stopped the model', async () => {
    const { model } = replaying([
      { type: 'text-delta', text: 'Rust' },
      { ...FINISH, reason: 'filtered' },
    ])
    await expect(collect(writerOf(model).write(QUESTION, { signal }))).rejects.toMatchObject({
      code: 'model_refused_request',
    })
  })

  it('asks with rules first and the question last, and cools only the fast model', async () => {
    const { model, requests } = replaying(texts(['Yes.']))
    await collect(writerOf(model, 'deep').write(QUESTION, { signal }))
    await collect(writerOf(model, 'fast').write(QUESTION, { signal }))
    const [deep, fast] = requests
    expect(deep?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(deep?.messages[1]?.content).toContain(
      '<passage-f00d source="3" title="Rust">\nRust is fast.\n</passage-f00d>',
    )
    expect(deep?.messages[1]?.content.endsWith('Question: Is Rust fast?')).toBe(true)
    expect(deep).toMatchObject({ maxOutputTokens: 500 })
    expect(deep).not.toHaveProperty('temperature')
    expect(fast?.temperature).toBe(0.2)
  })

  it('makes a new delimiter for each request', async () => {
    const { model, requests } = replaying(texts(['Yes.']))
    const writer = createModelWriter({ model, served: 'fast', maxOutputTokens: 500, contextTokens: 4_000 })
    await collect(writer.write(QUESTION, { signal }))
    await collect(writer.write(QUESTION, { signal }))
    const delimiters = requests.map(
      ({ messages }) => /<passage-([0-9a-f]{16}) /.exec(messages[1]?.content ?? '')?.[1],
    )
    expect(new Set(delimiters).size).toBe(2)
    expect(delimiters).not.toContain(undefined)
  })

  it('summarizes with its own prompt', async () => {
    const { model, requests } = replaying(texts(['Rust is fast [1].']))
    const { passages } = QUESTION
    const order: SummarizeRequest = {
      title: 'Rust',
      passages,
      focus: 'speed',
      language: 'de',
      length: 'long',
    }
    const parts = await collect(writerOf(model).summarize(order, { signal }))
    expect(parts.at(-1)).toMatchObject({ type: 'finish', answered: true })
    expect(requests[0]?.messages[0]?.content).toContain('You summarize one text')
    expect(requests[0]?.messages[1]?.content).toContain('Write in German (de).')
    expect(requests[0]?.messages[1]?.content.endsWith('Summarize the text "Rust".\nFocus: speed')).toBe(true)
  })
})
