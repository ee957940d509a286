import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitPassages } from '../../../shared/text/passages.ts'
import { textWithStructure } from './structured-text.ts'

const cut = (text: string, maxLength?: number) =>
  splitPassages(text, maxLength === undefined ? {} : { maxLength }).map((passage) => passage.text)

describe('the passages of a text', () => {
  it('tell their place, their order and their headings', () => {
    expect(splitPassages('Intro.\n\n# Install\n\nOn all.\n\n## Linux\n\nUse it.\n')).toEqual([
      { text: 'Intro.', start: 0, end: 6, heading: '', ordinal: 0, page: null },
      { text: '# Install\n\nOn all.', start: 8, end: 26, heading: 'Install', ordinal: 1, page: null },
      { text: '## Linux\n\nUse it.', start: 28, end: 45, heading: 'Install > Linux', ordinal: 2, page: null },
    ])
  })

  it('follow headings down, up and over left-out levels, and underlined ones', () => {
    const text = '# A\na\n### C #\nc\n## B\nb\n\nD\n===\nd\n\nE\n---\ne'
    expect(splitPassages(text).map(({ heading }) => heading)).toEqual(['A', 'A > C', 'A > B', 'D', 'D > E'])
  })

  it('join short paragraphs of a section up to the limit', () => {
    expect(cut('one two\n\nthree\n\nfour five six', 16)).toEqual(['one two\n\nthree', 'four five six'])
  })

  it('cut a long paragraph between sentences', () => {
    expect(cut('It rains here. It is dry there. Nobody knows.', 32)).toEqual([
      'It rains here. It is dry there.',
      'Nobody knows.',
    ])
    expect(cut('港口关闭。明天开放。没有人知道。', 10)).toEqual(['港口关闭。明天开放。', '没有人知道。'])
  })

  it('cut a long sentence at white space, and a long word anywhere', () => {
    expect(cut('alpha beta gamma delta', 12)).toEqual(['alpha beta', 'gamma delta'])
    expect(cut('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
  })

  it('tell the places of the pieces of a long paragraph below another one', () => {
    expect(splitPassages('First one.\n\nIt rains here. It is dry there.', { maxLength: 16 })).toMatchObject([
      { text: 'First one.', start: 0 },
      { text: 'It rains here.', start: 12 },
      { text: 'It is dry there.', start: 27, end: 43 },
    ])
  })

  it('never cut a character in two', () => {
    expect(cut('😀😀😀', 3)).toEqual(['😀', '😀', '😀'])
  })

  it('keep code whole where it fits, and read no heading in it', () => {
    const code = '```sh\n# no heading\n\nrun it\n```'
    expect(splitPassages(`Before the code.\n\n${code}\n\nAfter.`, { maxLength: 32 })).toMatchObject([
      { text: 'Before the code.', heading: '' },
      { text: code, heading: '' },
      { text: 'After.', heading: '' },
    ])
    expect(cut('```\nline one\nline two\nline three\n```', 22)).toEqual([
      '```\nline one\nline two',
      'line three\n```',
    ])
  })

  it('keep a heading with the text under it, and with the heading right under it', () => {
    expect(cut('# A\n\n## B\n\nText of b.\n\n# C\n\n# D\n\nText of d.')).toEqual([
      '# A\n\n## B\n\nText of b.',
      '# C',
      '# D\n\nText of d.',
    ])
  })

  it('are none in white space', () => {
    expect(splitPassages(' \n\t\n ')).toEqual([])
  })

  it('are slices of the text within the limit that leave out nothing but white space', () => {
    fc.assert(
      fc.property(textWithStructure, fc.integer({ min: 2, max: 80 }), (text, maxLength) => {
        let at = 0
        for (const [order, passage] of splitPassages(text, { maxLength }).entries()) {
          const { start, end, ordinal } = passage
          expect(passage.text).toBe(text.slice(start, end))
          expect(ordinal).toBe(order)
          expect(end - start).toBeLessThanOrEqual(maxLength)
          expect(passage.text.trim()).toBe(passage.text)
          expect(passage.text).not.toBe('')
          expect(text.slice(at, start).trim()).toBe('')
          for (const edge of [start, end]) expect(splitsPair(text, edge)).toBe(false)
          at = end
        }
        expect(text.slice(at).trim()).toBe('')
      }),
      { numRuns: 500 },
    )
  })

  it('take time in proportion to the text, whatever it is', () => {
    const million = ['a', '汉', '. ', '!', '# ', '- ', '\n', '``` ', '"x."', '[1', 'ab\n', '| '].map(
      (bit) => `${bit.repeat(Math.ceil(1_000_000 / bit.length))}x`,
    )
    const startedAt = process.cpuUsage().user
    for (const text of million) splitPassages(text)
    // 1 s on the machine it was written on; a quadratic rule takes minutes.
    expect((process.cpuUsage().user - startedAt) / 1e6).toBeLessThan(10)
  })
})

function splitsPair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at))
}
