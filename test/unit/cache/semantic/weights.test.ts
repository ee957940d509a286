import { describe, expect, it } from 'vitest'
import { chanceOf, parseWeights, scoreOf } from '../../../../shared/cache/semantic/model.ts'
import { comparePair, FEATURES } from '../../../../shared/cache/semantic/pair-features.ts'
import { readQuestion } from '../../../../shared/cache/semantic/question-facts.ts'
import shipped from '../../../../shared/cache/semantic/weights.json' with { type: 'json' }

const model = parseWeights(shipped)

const chance = (a: string, b: string): number => {
  const [one, other] = [readQuestion(a), readQuestion(b)]
  return chanceOf(
    model,
    comparePair(one, other, model.vocabulary).features,
    one.script === 'han' ? 'han' : 'latin',
  )
}

describe('the weights that ship', () => {
  it('were trained on open data only, for the features of today', () => {
    expect(shipped.trained.features).toBe(FEATURES)
    const names = shipped.trained.data.map(({ name }) => name)
    expect(names).toContain('semantic-cache/checklist')
    expect(names.filter((name) => /qqp|mqp|lcqmc|bq|atec|word_order/.test(name))).toEqual([])
    expect(shipped.trained.data.every(({ sha256 }) => /^[\da-f]{64}$/.test(sha256))).toBe(true)
  })

  it('accept a rewording and turn down another question', () => {
    expect(
      chance('How do I install the printer driver?', 'Steps to install the printer driver'),
    ).toBeGreaterThan(model.threshold)
    expect(chance('How do I install the printer driver?', 'How do I sell a used printer?')).toBeLessThan(0.2)
  })
})

describe('scoreOf', () => {
  it('adds the leaves that the features lead to', () => {
    const parsed = parseWeights({
      ...shipped,
      forests: {
        latin: { bias: 0.5, trees: ['0 1 1;0.5 2 3;1 10 100 1000', '0;0;-1 -2'] },
        han: { bias: 0.5, trees: [] },
      },
      calibration: { latin: { slope: 1, offset: 0 }, han: { slope: 2, offset: -1 } },
    })
    expect(scoreOf(parsed.forests.latin, Float64Array.from([0.4, 2.5]))).toBe(8.5)
    expect(scoreOf(parsed.forests.latin, Float64Array.from([0, 2]))).toBe(0.5)
    expect(chanceOf(parsed, Float64Array.from([0, 2]), 'han')).toBe(0.5)
  })
})
