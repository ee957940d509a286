import { describe, expect, it } from 'vitest'
import { createMarkerNormaliser } from '../../../shared/answer/normalise-markers.ts'
import { createNotAnsweredMarker } from '../../../shared/answer/not-answered-marker.ts'

const normalise = (pieces: readonly string[]) => {
  const markers = createMarkerNormaliser()
  return pieces.map((piece) => markers.write(piece)).join('') + markers.end()
}

const everyCutInThree = (text: string): string[][] =>
  Array.from(text, (_, first) =>
    Array.from(text.slice(first), (__, length) => [
      text.slice(0, first),
      text.slice(first, first + length),
      text.slice(first + length),
    ]),
  ).flat()

describe('citation markers', () => {
  it.each([
    ['Fast [1].', 'Fast [1].'],
    ['Fast [1][3].', 'Fast [1][3].'],
    ['Fast [1, 3].', 'Fast [1][3].'],
    ['Fast [1,2; 13].', 'Fast [1][2][13].'],
    ['很快【1】。', '很快[1]。'],
    ['很快【1、3】。', '很快[1][3]。'],
    ['Fast［2］', 'Fast[2]'],
    ['Fast [^1][^2].', 'Fast [1][2].'],
    ['Fast [ ^1, ^2 ].', 'Fast [1][2].'],
    ['In [2024] it', 'In [2024] it'],
    ['an [array] of [x, 1]', 'an [array] of [x, 1]'],
    ['a[1', 'a[1'],
    ['Fast [1, ]', 'Fast [1, ]'],
    ['[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11', '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11'],
  ])('%j become %j wherever they are cut', (text, expected) => {
    for (const pieces of [[text], [...text], ...everyCutInThree(text)]) {
      expect({ pieces, text: normalise(pieces) }).toEqual({ pieces, text: expected })
    }
  })

  it('are held back only while they may become one', () => {
    const markers = createMarkerNormaliser()
    expect(markers.write('Fast [1')).toBe('Fast ')
    expect(markers.write(', ')).toBe('')
    expect(markers.write('x] and')).toBe('[1, x] and')
    expect(markers.write(' [see')).toBe(' [see')
    expect(markers.write(`[${'1, '.repeat(12)}`)).toBe(`[${'1, '.repeat(12)}`)
  })
})

describe('the marker of an answer that the sources do not give', () => {
  const read = (pieces: readonly string[]) => {
    const marker = createNotAnsweredMarker()
    const text = pieces.map((piece) => marker.write(piece)).join('') + marker.end()
    return { text, answered: marker.answered }
  }

  it.each([
    ['[none] They do not say.', 'They do not say.', false],
    ['\n[NONE]\n\nNo.', 'No.', false],
    ['【none】没有说明。', '没有说明。', false],
    ['[none]', '', false],
    ['[1] says so.', '[1] says so.', true],
    ['[non', '[non', true],
    ['[nonsense] is', '[nonsense] is', true],
    ['Yes. [none]', 'Yes. [none]', true],
  ])('is taken off %j wherever it is cut', (whole, text, answered) => {
    for (const pieces of [[whole], [...whole], ...everyCutInThree(whole)]) {
      expect({ pieces, ...read(pieces) }).toEqual({ pieces, text, answered })
    }
  })
})
