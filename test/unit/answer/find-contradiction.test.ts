import { describe, expect, it } from 'vitest'
import { findContradiction } from '../../../shared/answer/find-contradiction.ts'
import type { WriterPassage } from '../../../shared/ports/synopsis-writer.ts'

const passage = (source: number, text: string): WriterPassage => ({
  ...{ source, title: `Page ${source}`, text, start: 0, end: text.length, page: null, score: 1 },
})

function contradiction(question: string, texts: readonly string[], language = 'en') {
  const passages = texts.map((text, index) => passage(index + 1, text))
  const found = findContradiction(passages, { question, language, termWeights: new Map() })
  return found?.sides.map(({ source, text }) => [source, text])
}

describe('sources that contradict each other', () => {
  const when = 'When was the Holm bridge opened?'

  it.each([
    [
      'years',
      when,
      'The Holm bridge was opened in 1932.',
      'In 1934 the Holm bridge was opened for trains.',
      'en',
    ],
    [
      'numbers of one unit',
      'How tall is the Holm tower?',
      'The Holm tower is 330 metres tall.',
      'At 301 m the Holm tower is so tall that ships see it.',
      'en',
    ],
    [
      'names',
      'Who designed the old harbour bridge?',
      'The old steel bridge over the harbour was designed by Ada Holm.',
      'The old steel bridge over the harbour was designed by Bo Lund.',
      'en',
    ],
    [
      'a denial',
      'Was the old harbour bridge painted?',
      'The old steel bridge over the harbour was painted green.',
      'The old steel bridge over the harbour was never painted green.',
      'en',
    ],
    [
      'figures in Chinese',
      '大桥有多少个桥墩？',
      '这座大桥一共有70个桥墩。',
      '这座大桥一共有170个桥墩。',
      'zh',
    ],
    [
      'years in German',
      'Wann wurde die Brücke eröffnet?',
      'Die Brücke wurde 1932 eröffnet.',
      'Eröffnet wurde die Brücke 1934.',
      'de',
    ],
  ])('are found by %s', (_, question, one, other, language) => {
    expect(contradiction(question, [one, other], language)).toEqual([
      [1, one],
      [2, other],
    ])
  })

  it.each([
    ['one source alone', when, ['The Holm bridge was opened in 1932. The Holm bridge was opened in 1934.']],
    ['the same figure', when, ['The Holm bridge was opened in 1932.', 'In 1932 the Holm bridge was opened.']],
    ['another subject', when, ['The Holm bridge was opened in 1932.', 'The Lund bridge was opened in 1934.']],
    [
      'another year than the one asked for',
      'How many people lived in Holm in 1900?',
      ['In Holm lived 1,200 people in 1900.', 'In Holm lived 3,400 people in 1950.'],
    ],
    [
      'what is rounded',
      'How tall is the Holm tower?',
      ['The Holm tower is 330 metres tall.', 'The Holm tower is about 331 metres tall.'],
    ],
    [
      'a source that tells both',
      when,
      ['The Holm bridge was opened in 1932.', 'The Holm bridge opened in 1934. Planned was 1932.'],
    ],
    [
      'more of the same',
      'Who designed the old harbour bridge?',
      [
        'The old steel bridge over the harbour was designed by Ada Holm.',
        'The old steel bridge over the harbour was designed by Ada Holm and Bo Lund.',
      ],
    ],
    ['nothing', when, []],
  ])('are not seen in %s', (_, question, texts) => {
    expect(contradiction(question, texts)).toBeUndefined()
  })
})
