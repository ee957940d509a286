import { describe, expect, it } from 'vitest'
import { characterGrams, gramCoverage, gramText } from '../../../shared/text/character-grams.ts'
import { matchTerms, type WeightedTerm } from '../../../shared/text/match-terms.ts'

const TERMS: WeightedTerm[] = [
  ['capital', 1],
  ['north', 2],
  ['kingdom', 1],
]

describe('matchTerms', () => {
  it('tells what share of the weight is there, is near, and is side by side', () => {
    expect(matchTerms(TERMS, ['the', 'capital', 'of', 'the', 'north'])).toEqual({
      coverage: 0.75,
      nearness: 0.75,
      pairs: 0.5,
    })
  })

  it('sees that words far apart are not near', () => {
    const far = ['capital', ...Array.from({ length: 30 }, () => 'x'), 'north']
    expect(matchTerms(TERMS, far)).toEqual({ coverage: 0.75, nearness: 0.5, pairs: 0 })
  })

  it('counts a pair in the order of the question only, and a repeated word once', () => {
    expect(matchTerms(TERMS, ['north', 'capital', 'north', 'north']).pairs).toBe(0.5)
    expect(matchTerms(TERMS, ['north', 'capital']).pairs).toBe(0)
    expect(matchTerms(TERMS, ['north', 'north']).coverage).toBe(0.5)
  })

  it('finds nothing of a question without words', () => {
    expect(matchTerms([], ['north'])).toEqual({ coverage: 0, nearness: 0, pairs: 0 })
  })
})

describe('character grams', () => {
  it('are five characters of a spaced word and two of an unspaced one', () => {
    expect(characterGrams('Der Leuchtturm')).toEqual([
      ' der',
      ' leuc',
      'leuch',
      'eucht',
      'uchtt',
      'chttu',
      'httur',
      'tturm',
    ])
    expect(characterGrams('灯塔高？')).toEqual(['灯塔', '塔高'])
  })

  it('cover another form of a word, and a rare gram weighs more', () => {
    const texts = ['Leuchttürme leuchten', 'Ein Leuchtturm', 'Ein Turm'].map(gramText)
    const [forms = 0, whole = 0, none = 0] = gramCoverage(characterGrams('Leuchtturm'), texts)
    expect(forms).toBeGreaterThan(0.2)
    expect(whole).toBe(1)
    expect(none).toBe(0)
  })
})
