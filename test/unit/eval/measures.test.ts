import { describe, expect, it } from 'vitest'
import { recallAtAccepted } from '../../eval/measures/binomial.ts'
import { containsAnswer } from '../../eval/measures/contains-answer.ts'
import { bestRouge, overlapF1 } from '../../eval/measures/rouge.ts'
import { areaUnderCurve, meanWithInterval, median, withInterval } from '../../eval/measures/statistics.ts'

describe('the measures of the evals', () => {
  it('take the middle value, whatever the order', () => {
    expect(median([9, 1, 2])).toBe(2)
    expect(median([])).toBe(0)
  })

  it('area under the curve: all above is 1, all below 0, ties a half', () => {
    expect(areaUnderCurve([3, 4], [1, 2])).toBe(1)
    expect(areaUnderCurve([1, 2], [3, 4])).toBe(0)
    expect(areaUnderCurve([1, 1], [1, 1])).toBe(0.5)
    // Of six pairs: 2>1, 4>1, 4>3 and two lost, one tied.
    expect(areaUnderCurve([2, 4], [1, 3, 4])).toBeCloseTo(3.5 / 6, 10)
    expect(areaUnderCurve([], [1])).toBe(0.5)
  })

  it('recall above the threshold that lets a share of the wrong pass: ties are refused', () => {
    const of = (label: 0 | 1, ...scores: number[]) => scores.map((score) => ({ label, score }))
    const pairs = [...of(0, 0.9, 0.8, 0.2, 0.1), ...of(1, 0.95, 0.9, 0.85, 0.8, 0.3)]
    expect(recallAtAccepted(pairs, 0).value).toBe(0.2)
    expect(recallAtAccepted(pairs, 0.25).value).toBe(0.6)
    expect(recallAtAccepted(pairs, 0.5).value).toBe(1)
  })

  it('an interval holds its mean and is the same at every run', () => {
    const estimate = meanWithInterval([0, 0, 1, 1, 1, 1, 1, 0])
    expect(estimate.value).toBe(0.625)
    expect(estimate.low).toBeLessThan(0.625)
    expect(estimate.high).toBeGreaterThan(0.625)
    expect(meanWithInterval([0, 0, 1, 1, 1, 1, 1, 0])).toEqual(estimate)
    expect(withInterval(3, () => 7)).toEqual({ value: 7, low: 7, high: 7 })
  })

  it('ROUGE counts stems, pairs and order, against the best reference', () => {
    expect(bestRouge('the cats sat', ['nothing alike', 'the cat sat'], 'en')).toEqual({
      rouge1: 1,
      rouge2: 1,
      rougeL: 1,
    })
    expect(bestRouge('sat cat', ['cat sat'], 'en')).toEqual({ rouge1: 1, rouge2: 0, rougeL: 0.5 })
    expect(overlapF1(['a', 'a', 'b'], ['a', 'c'])).toBe(0.4)
  })

  it('an answer is found whatever its case, articles and signs, in Chinese whatever its spaces', () => {
    expect(containsAnswer('It was built by Ada  Holm, in 1887.', ['the Ada Holm'])).toBe(true)
    expect(containsAnswer('水温 以八十度 为宜', ['八十度为宜'])).toBe(true)
    expect(containsAnswer('Built in 1887.', ['1888'])).toBe(false)
    expect(containsAnswer('anything', ['', '…'])).toBe(false)
  })
})
