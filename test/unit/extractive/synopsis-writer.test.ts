import { describe, expect, it } from 'vitest'
import { createExtractiveWriter } from '../../../shared/adapters/extractive/synopsis-writer.ts'
import type { Contradiction, WriterPassage } from '../../../shared/ports/synopsis-writer.ts'

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
  {
    length = 'medium',
    contradiction,
    termWeights = new Map(),
  }: {
    length?: 'short' | 'medium'
    contradiction?: Contradiction
    termWeights?: ReadonlyMap<string, number>
  } = {},
) {
  const request = {
    question,
    passages,
    contradiction,
    termWeights,
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
    expect(finish).toMatchObject({
      answered: true,
      confidence: expect.closeTo(0.78, 2),
      usage: { inputTokens: 0 },
    })
  })

  it('takes what all passages are about for a part of the question, though it weighs little among them', async () => {
    const about = passage(1, 'The Blazing Road series has Jin Chen and Wang An in its leading parts.')
    const termWeights = new Map([
      ['blaze', 0.05],
      ['road', 0.05],
      ['seri', 0.05],
      ['star', 2],
    ] as const)
    const { finish } = await write('Who stars in the Blazing Road series?', [about], 'en', { termWeights })
    expect(finish).toMatchObject({ answered: true, confidence: expect.closeTo(0.51, 2) })
  })

  it('takes list signs, links and foreign reference numbers out of what it quotes', async () => {
    const wiki = passage(2, '- The **tower** was built [by Holm](https://a.example/holm) in 1887 [12].')
    expect((await write('Who built the tower?', [wiki])).text).toBe(
      'The **tower** was built by Holm in 1887 [2].',
    )
  })

  it('quotes neither code nor data', async () => {
    const manual = passage(
      1,
      'buildTower({ year: 1887 });\n\n{"tower": "built", "by": "Holm"}\n\nAda Holm built the tower.',
    )
    expect((await write('Who built the tower?', [manual])).text).toBe('Ada Holm built the tower [1].')
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

  it('prefers the sentence that holds the kind of answer asked for', async () => {
    const rain = passage(1, 'The bridge was opened in heavy rain.')
    const lund = passage(2, 'The bridge was opened by Ada Lund.')
    const { text } = await write('Who opened the bridge?', [rain, lund], 'en', { length: 'short' })
    expect(text).toBe('The bridge was opened by Ada Lund [2].')
  })

  it('tells both sides of a contradiction, each with its source, and that it is one', async () => {
    const sides = ['The Holm bridge was opened in 1932.', 'The Holm bridge, a steel arch, opened in 1934.']
    const [one = '', other = ''] = sides
    const passages = sides.map((text, index) => passage(index + 1, text))
    const contradiction: Contradiction = {
      sides: [
        { source: 1, text: one },
        { source: 2, text: other },
      ],
    }
    const { text } = await write('When was the Holm bridge opened?', passages, 'en', {
      length: 'short',
      contradiction,
    })
    expect(text).toBe(
      'The sources contradict each other. The Holm bridge was opened in 1932 [1]. The Holm bridge, a steel arch, opened in 1934 [2].',
    )
    const beside = await write('Who built the tower?', [tower, ...passages.slice(1)], 'en', {
      length: 'short',
      contradiction,
    })
    expect(beside.text).toMatch(
      /^The tower was built in 1887 by Ada Holm \[1\]\. The sources contradict each other\. /,
    )
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
