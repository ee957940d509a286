import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sentences } from '../../../shared/text/sentences.ts'
import { textWithStructure } from './structured-text.ts'

const cut = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end))

describe('the sentences of a text', () => {
  it('end at a full stop before something that may start one', () => {
    expect(cut('It rains. The sea is calm! Why? 42 ships left.')).toEqual([
      'It rains.',
      'The sea is calm!',
      'Why?',
      '42 ships left.',
    ])
    expect(cut('Der Hafen schließt. Über Nacht bleibt er zu.')).toEqual([
      'Der Hafen schließt.',
      'Über Nacht bleibt er zu.',
    ])
  })

  it.each([
    'Dr. Smith met J. K. Rowling and Mr. Jones, e.g. at St. Mary.',
    'It grew by 3.5 percent in Node.js 20.11.1 vs. the older one.',
    'See Fig. 3 and p. 12 of https://example.com/a.b?c=d. for no. 5 of it.',
    'Das gilt z. B. für Nr. 5 im 19. Jahrhundert und am 3. Oktober.',
    'He asked "Why?" and left (etc.) without an answer.',
    'Он жил на ул. Ленина в г. Москве.',
    'The U.S. Army left at 5 p.m. Eastern time.',
  ])('do not end inside "%s"', (text) => {
    expect(cut(text)).toEqual([text])
  })

  it('end at an abbreviation when a usual first word follows', () => {
    expect(cut('He works for Acme Inc. The firm is in the U.S. It is old.')).toEqual([
      'He works for Acme Inc.',
      'The firm is in the U.S.',
      'It is old.',
    ])
  })

  it('keep closing quotes, brackets and note numbers', () => {
    expect(cut('"It ends." (It does.) So it is.[12][3] **Bold.** End.')).toEqual([
      '"It ends."',
      '(It does.)',
      'So it is.[12][3]',
      '**Bold.**',
      'End.',
    ])
  })

  it('may start with a small letter where no capitals are used, or in a name', () => {
    expect(cut('it rains . the sea is calm.')).toEqual(['it rains .', 'the sea is calm.'])
    expect(cut('He bought one. iPhones last.')).toEqual(['He bought one.', 'iPhones last.'])
  })

  it('end at Chinese and Japanese signs with what closes them', () => {
    expect(cut('港口关闭。他问：“为什么？！”没有人回答；他走了。')).toEqual([
      '港口关闭。',
      '他问：“为什么？！”',
      '没有人回答；',
      '他走了。',
    ])
    expect(cut('「終わり。」と言った。')).toEqual(['「終わり。」', 'と言った。'])
    expect(cut('ما الخبر؟ لا شيء.')).toEqual(['ما الخبر؟', 'لا شيء.'])
  })

  it('go on over a line break inside a paragraph', () => {
    expect(cut('The harbour is\nclosed today. It opens\r\ntomorrow.\n\nNew paragraph')).toEqual([
      'The harbour is\nclosed today.',
      'It opens\r\ntomorrow.',
      'New paragraph',
    ])
  })

  it('end with headings, list items, table rows and lines of code', () => {
    const text =
      '# Title\nText\n- one\n  more of one\n- two\n1. three\n| a | b |\n```\nx = 1\ny. Z\n```\nUnder\n-----\nend'
    expect(cut(text)).toEqual([
      '# Title',
      'Text',
      '- one\n  more of one',
      '- two',
      '1. three',
      '| a | b |',
      '```',
      'x = 1',
      'y. Z',
      '```',
      'Under\n-----',
      'end',
    ])
  })

  it('are none in white space', () => {
    expect(sentences('')).toEqual([])
    expect(sentences(' \n\n\t ')).toEqual([])
  })

  it('are trimmed, in order, and leave out nothing but white space', () => {
    fc.assert(
      fc.property(textWithStructure, (text) => {
        let at = 0
        for (const { start, end } of sentences(text)) {
          expect(text.slice(at, start).trim()).toBe('')
          expect(end).toBeGreaterThan(start)
          expect(text.slice(start, end).trim()).toBe(text.slice(start, end))
          at = end
        }
        expect(text.slice(at).trim()).toBe('')
      }),
    )
  })
})
