import { describe, expect, it } from 'vitest'
import { containment, shingles } from '../../../shared/text/shingles.ts'

describe('the shingles of a text', () => {
  it('are its runs of four words, whatever the case and the signs', () => {
    expect([...shingles('The tide, (twice a day) rises. The TIDE twice a day!')]).toEqual([
      'the tide twice a',
      'tide twice a day',
      'twice a day rises',
      'a day rises the',
      'day rises the tide',
      'rises the tide twice',
    ])
  })

  it('are runs of characters where there are no spaces', () => {
    expect([...shingles('灯塔很高的')]).toEqual(['灯 塔 很 高', '塔 很 高 的'])
  })

  it('tell how much of one text stands in another', () => {
    const part = shingles('one two three four five')
    const whole = shingles('zero one two three four six')
    expect(containment(part, whole)).toBe(0.5)
    expect(containment(shingles('too short'), whole)).toBe(0)
  })

  it('are those of the first 4,000 words', () => {
    const long = Array.from({ length: 9_000 }, (_, n) => `w${n}`).join(' ')
    expect(shingles(long).size).toBe(3_997)
  })
})
