import { describe, expect, it } from 'vitest'
import { lexemes } from '../../../shared/text/lexemes.ts'

const read = (text: string, language = 'en') =>
  lexemes(text, language).map(({ key, kind }) => `${kind} ${key}`)

describe('the lexemes of a text', () => {
  it('are words, names, numbers, denials and what only holds them together', () => {
    expect(read('In 1815 the Duke did not see NASA.')).toEqual([
      'function in',
      'number #1815',
      'function the',
      'name duke',
      'function did',
      'negation not',
      'word see',
      'name nasa',
    ])
  })

  it.each([
    ['1,234.5 km', '#1234.5'],
    ['twenty-one men', '#21'],
    ['two thousand men', '#2000'],
    ['3.5 million men', '#3500000'],
    ['the 1930s', '#1930s'],
    ['the 3rd man', '#3'],
    ['the third man', '#3'],
    ['40% of it', '#40%'],
  ])('make one number of "%s"', (text, key) => {
    const numbers = lexemes(text, 'en').filter(({ kind }) => kind === 'number')
    expect(numbers.map((number) => number.key)).toEqual([key])
  })

  it.each([
    ['三十五人', '#35'],
    ['二〇一五年', '#2015'],
    ['3.5万人', '#35000'],
    ['一亿两千万人', '#120000000'],
    ['第三名', '#3'],
    ['五月', '#5'],
  ])('make one number of "%s"', (text, key) => {
    const numbers = lexemes(text, 'zh').filter(({ kind }) => kind === 'number')
    expect(numbers.map((number) => number.key)).toEqual([key])
  })

  it('are no numbers where a sign is part of a word', () => {
    expect(read('一般来说', 'zh').filter((one) => one.startsWith('number'))).toEqual([])
  })

  it('count the clauses', () => {
    expect(lexemes('He came, but she left.', 'en').map(({ clause }) => clause)).toEqual([0, 0, 2, 2, 2])
  })

  it('take no capital for a name at the start of a sentence, nor in German', () => {
    expect(read('Painters work. Painters rest.')).not.toContain('name painter')
    expect(read('Das Haus ist alt', 'de')).toContain('word haus')
  })
})
