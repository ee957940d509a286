import { describe, expect, it } from 'vitest'
import { summarizeInSections } from '../../../shared/answer/summarize-sections.ts'
import type {
  SummarizeRequest,
  SynopsisWriter,
  WriterPassage,
} from '../../../shared/ports/synopsis-writer.ts'

const USAGE = { inputTokens: 10, outputTokens: 2, reasoningTokens: 0 }

/** 400 characters, about 100 tokens, each with a number of its own. */
const passage = (n: number): WriterPassage => ({
  ...{ source: 1, title: 'Annals', page: null, score: 1 },
  text: `Number ${String(n).padStart(4, '0')} ${'word '.repeat(77)}`,
  start: n * 400,
  end: n * 400 + 400,
})

async function summarize(count: number, passageTokens: number) {
  const asked: SummarizeRequest[] = []
  const writer: SynopsisWriter = {
    ...{ model: 'tiny', served: 'fast', passageTokens },
    write: () => {
      throw new Error('is not asked')
    },
    async *summarize(request) {
      asked.push(request)
      yield { type: 'text-delta', text: `Synopsis ${asked.length} [1].` }
      yield { type: 'finish', answered: true, confidence: null, usage: USAGE }
    },
  }
  const order = { title: 'Annals', focus: null, language: 'en', length: 'short' as const }
  const passages = Array.from({ length: count }, (_, n) => passage(n))
  const { signal } = new AbortController()
  const store = { synopses: { of: async () => '' }, scope: null, sources: [] }
  const parts = []
  for await (const part of summarizeInSections(writer, { ...order, passages }, { store, signal }))
    parts.push(part)
  return { asked, finish: parts.at(-1) }
}

describe('a summary in sections', () => {
  it('is one call for what fits', async () => {
    const { asked, finish } = await summarize(4, 1_000)
    expect(asked).toHaveLength(1)
    expect(finish).toEqual({ type: 'finish', answered: true, confidence: null, usage: USAGE })
  })

  it('reads every passage of a longer text, and is written from the synopses of its sections', async () => {
    const { asked, finish } = await summarize(40, 1_000)
    expect(asked.slice(0, -1).flatMap(({ passages }) => passages.map(({ start }) => start / 400))).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    )
    const last = asked.at(-1)
    expect(last?.passages[0]?.text).toBe('Synopsis 1.')
    expect(last?.length).toBe('short')
    expect(finish).toMatchObject({ isSampled: false, usage: { inputTokens: 10 * asked.length } })
  })

  it('says so when a text is too long to be read whole, and reads an even share of it', async () => {
    const { asked, finish } = await summarize(1_000, 1_000)
    expect(asked).toHaveLength(65)
    const read = asked.slice(0, -1).flatMap(({ passages }) => passages.map(({ start }) => start / 400))
    expect(read.length).toBeLessThan(1_000)
    expect(read.filter((n) => n >= 500).length / read.length).toBeCloseTo(0.5, 1)
    expect(finish).toMatchObject({ isSampled: true })
  })
})
