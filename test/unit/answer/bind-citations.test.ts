import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCitationBinder } from '../../../shared/answer/bind-citations.ts'

/** What comes out when the text is written in these pieces: the synopsis, and each marker with its claim. */
function bind(pieces: readonly string[], known: readonly number[] = [1, 2, 3]) {
  const binder = createCitationBinder(new Set(known))
  const parts = [...pieces.map((piece) => binder.write(piece)), binder.end()]
  const text = parts.map((part) => part.text).join('')
  const claims = parts.flatMap((part) => part.claims)
  return {
    text,
    bound: claims.flatMap(({ start, end, markers }) =>
      markers.map((marker) => [text.slice(start, end), text.slice(marker.start, marker.end)]),
    ),
  }
}

describe('binding citations', () => {
  it('ties a marker to the sentence it stands in', () => {
    expect(bind(['Fewer GPUs were deployed than expected [1][3]. Prices fell [2].'])).toEqual({
      text: 'Fewer GPUs were deployed than expected [1][3]. Prices fell [2].',
      bound: [
        ['Fewer GPUs were deployed than expected', '[1]'],
        ['Fewer GPUs were deployed than expected', '[3]'],
        ['Prices fell', '[2]'],
      ],
    })
  })

  it('ties a marker that follows the full stop to the sentence before it', () => {
    expect(bind(['The lamp burned oil. [2] The tower is old. [1]']).bound).toEqual([
      ['The lamp burned oil.', '[2]'],
      ['The tower is old.', '[1]'],
    ])
  })

  it('ends a claim at the full stop behind its marker, though the next one begins in lower case', () => {
    expect(bind(['The Lamp burned oil [1]. event: it went out [2]. npm was not there [3].']).bound).toEqual([
      ['The Lamp burned oil', '[1]'],
      ['event: it went out', '[2]'],
      ['npm was not there', '[3]'],
    ])
  })

  it('drops markers that name no source, with the space before them', () => {
    expect(bind(['The lamp burned oil [7]. It was bright [12] and warm.']).text).toBe(
      'The lamp burned oil. It was bright and warm.',
    )
  })

  it('drops markers of three digits, too, wherever they are cut', () => {
    expect(bind(['The lamp burned oil [1][99', '9]. It was bright [9', '99', '].']).text).toBe(
      'The lamp burned oil [1]. It was bright.',
    )
  })

  it('drops a marker that its run has already', () => {
    expect(
      bind(['The lamp burned oil [1][2][1]', ' [2]. [1] It was bright', '[1][1]'.repeat(500), '.']),
    ).toEqual({
      text: 'The lamp burned oil [1][2]. [1] It was bright[1].',
      bound: [
        ['The lamp burned oil', '[1]'],
        ['The lamp burned oil', '[2]'],
        ['The lamp burned oil', '[1]'],
        ['It was bright', '[1]'],
      ],
    })
  })

  it('leaves years, ranges and code alone', () => {
    const text = 'In [2024] the range [0, 100] of `args[1]` grew.'
    expect(bind([text])).toEqual({ text, bound: [] })
  })

  it('shortens runs of white space, which a model that has lost its way writes without end', () => {
    expect(bind(['One', ' '.repeat(100_000), 'two.', '\n'.repeat(50_000), 'Three [1].']).text).toBe(
      'One two.\n\nThree [1].',
    )
  })

  it('leaves brackets that are no markers alone', () => {
    expect(bind(['An array[i] and [see below] and [', '1a].']).text).toBe(
      'An array[i] and [see below] and [1a].',
    )
  })

  it('works in Chinese', () => {
    expect(bind(['推理效率提高了两倍[1]。部署的GPU更少[2]。']).bound).toEqual([
      ['推理效率提高了两倍', '[1]'],
      ['部署的GPU更少', '[2]'],
    ])
  })

  it('tells a claim once enough of the next sentence is there, not at the end', () => {
    const binder = createCitationBinder(new Set([1]))
    expect(binder.write('The lamp burned oil [1].').claims).toEqual([])
    expect(binder.write(' The tower').claims).toEqual([])
    expect(binder.write(' stands on a bare rock.').claims).toHaveLength(1)
  })

  it('gives the same text and claims wherever the stream is cut', () => {
    const text = 'Fewer were seen [1][3]. Prices fell [9]. It rained [2] on and on. 推理提高[1]。Last one.'
    const whole = bind([text])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length]
        expect(bind(at.slice(1).map((to, index) => text.slice(at[index], to)))).toEqual(whole)
      }),
    )
  })
})
