import { describe, expect, it } from 'vitest'
import { createExtractiveWriter } from '../../../shared/adapters/extractive/synopsis-writer.ts'
import type { WriterPassage } from '../../../shared/ports/synopsis-writer.ts'

const passage = (source: number, text: string, score = 1): WriterPassage => ({
  source,
  title: `Title ${source} > Section`,
  text,
  start: 0,
  end: text.length,
  score,
  page: null,
})

async function write(
  question: string,
  passages: WriterPassage[],
  language = 'en',
  length: 'short' | 'medium' = 'medium',
) {
  const request = {
    question,
    passages,
    termWeights: new Map<string, number>(),
    language,
    length,
    today: '2026-11-23',
  }
  let text = ''
  let finish: object = {}
  for await (const part of createExtractiveWriter().write(request, {
    signal: new AbortController().signal,
  })) {
    if (part.type === 'text-delta') text += part.text
    if (part.type === 'finish') finish = part
  }
  return { text, finish }
}

describe('the extractive writer', () => {
  const tower = passage(1, 'The tower was built in 1887 by Ada Holm. Sheep graze around it. It is white.')

  it('quotes the sentence that answers, its marker before the full stop, and no filler', async () => {
    const { text, finish } = await write('Who built the tower?', [tower])
    expect(text).toBe('The tower was built in 1887 by Ada Holm [1].')
    expect(finish).toMatchObject({ answered: true, confidence: 1, usage: { inputTokens: 0 } })
  })

  it('takes list signs, links and foreign reference numbers out of what it quotes', async () => {
    const wiki = passage(2, '- The **tower** was built [by Holm](https://a.example/holm) in 1887 [12].')
    expect((await write('Who built the tower?', [wiki])).text).toBe(
      'The **tower** was built by Holm in 1887 [2].',
    )
  })

  it('sets the marker close in Chinese', async () => {
    const { text } = await write('灯塔是谁建造的？', [passage(1, '灯塔由工程师何安建造。')], 'zh')
    expect(text).toBe('灯塔由工程师何安建造[1]。')
  })

  it('says that the sources do not say, and quotes what is nearest', async () => {
    const { text, finish } = await write('Who painted the tower purple yesterday?', [tower])
    expect(text).toMatch(
      /^The sources do not say\. Nearest are: The tower was built in 1887 by Ada Holm \[1\]\./,
    )
    expect(finish).toMatchObject({ answered: false })
  })

  it('names titles only when nothing is near, and nothing when there is nothing', async () => {
    const far = await write('Which comet frightened medieval Antananarivo beekeepers by the tower?', [tower])
    expect(far.text).toBe('The sources do not say. Nearest are: “Title 1”.')
    expect((await write('Who?', [])).text).toBe('The sources do not say.')
  })

  it('summarises a text that has no prose by a line of it', async () => {
    const request = {
      title: '',
      passages: [passage(1, '| a | b |\n| c | d |')],
      focus: null,
      language: 'en',
      length: 'short' as const,
    }
    let text = ''
    for await (const part of createExtractiveWriter().summarize(request, {
      signal: new AbortController().signal,
    })) {
      if (part.type === 'text-delta') text += part.text
    }
    expect(text).toMatch(/^\| . \| . \| \[1\]\.$/)
  })
})
