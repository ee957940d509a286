import { describe, expect, it } from 'vitest'
import { findConflict, readClaim } from '../../../shared/answer/find-conflict.ts'
import { lexemes } from '../../../shared/text/lexemes.ts'

const conflict = (claim: string, quote: string, language = 'en', source = quote) =>
  findConflict(readClaim(claim, [source], language), lexemes(quote, language))

describe('a claim that shares its words with a sentence', () => {
  const WATERLOO = 'Wellington, with 68,000 men, defeated Napoleon near Waterloo in June 1815.'

  it.each([
    ['Napoleon was defeated by Wellington near Waterloo in June 1815.'],
    ['In June 1815, Wellington defeated Napoleon near Waterloo.'],
    ['Wellington defeated Napoleon with 68000 men.'],
    ['Wellington beat Napoleon near Waterloo.'],
    ['He defeated Napoleon in 1815.'],
  ])('agrees with it: %s', (claim) => {
    expect(conflict(claim, WATERLOO)).toBeUndefined()
  })

  it.each([
    ['Wellington defeated Napoleon near Waterloo in June 1816.', 'number'],
    ['Wellington, with 6,800 men, defeated Napoleon near Waterloo.', 'number'],
    ['Wellington defeated Bonaparte near Waterloo in June 1815.', 'name'],
    ['Wellington defeated Napoleon near Leipzig in June 1815.', 'name'],
    ['Wellington defeated Napoleon near Waterloo in May 1815.', 'name'],
    ['Wellington did not defeat Napoleon near Waterloo.', 'negation'],
    ['Wellington never defeated Napoleon near Waterloo.', 'negation'],
    ['Waterloo, with 68,000 men, defeated Napoleon near Wellington in June 1815.', 'order'],
  ])('contradicts it: %s (%s)', (claim, kind) => {
    expect(conflict(claim, WATERLOO)).toBe(kind)
  })

  it.each([
    ['The lake is unsafe for bathing.', 'The lake is safe for bathing.', 'opposite'],
    ['Exports increased sharply in spring.', 'Exports decreased sharply in spring.', 'opposite'],
    ['The bridge was opened.', 'The bridge was not opened.', 'negation'],
    ['The twenty-one members voted.', 'The twenty-three members voted.', 'number'],
    ['It took seven years.', 'It took two years.', 'number'],
    ['It has a two-dimensional screen.', 'It has a three-dimensional screen.', 'number'],
  ])('contradicts it: %s against %s', (claim, quote, kind) => {
    expect(conflict(claim, quote)).toBe(kind)
  })

  it.each([
    ['It took 2 years.', 'It took two years.'],
    ['The town has 3.5 million people.', 'The town has 3,500,000 people.'],
    ['They could not come.', "They couldn't come."],
    ['He won the race.', 'Although not a swimmer, he won the race.'],
    ['It sells not only bread but cakes.', 'It sells bread, but also cakes.'],
    ['Merkel spoke in Berlin.', 'Angela Merkel spoke in Berlin.'],
  ])('agrees with it: %s against %s', (claim, quote) => {
    expect(conflict(claim, quote)).toBeUndefined()
  })

  it('may have its name from elsewhere in the source, where the sentence has a pronoun', () => {
    const source = 'Ada Holm was an engineer. She built the lighthouse in 1887.'
    const quote = 'She built the lighthouse in 1887.'
    expect(conflict('The lighthouse was built by Holm in 1887.', quote, 'en', source)).toBeUndefined()
    expect(conflict('The lighthouse was built by Lund in 1887.', quote, 'en', source)).toBe('name')
  })
})

describe('a claim in another language', () => {
  it.each([
    ['zh', '灯塔建于1888年。', '灯塔建于1887年。', 'number'],
    ['zh', '他出生于三月五日。', '他出生于三月六日。', 'number'],
    ['zh', '该城不是首都。', '该城是首都。', 'negation'],
    ['de', 'Die Brücke wurde 1933 nicht eröffnet.', 'Die Brücke wurde 1933 eröffnet.', 'negation'],
    ['de', 'Das Haus kostet 2.000 Euro.', 'Das Haus kostet 3.000 Euro.', 'number'],
    ['es', 'El puente no fue abierto en 1933.', 'El puente fue abierto en 1933.', 'negation'],
    ['ru', 'Мост не был открыт в 1933 году.', 'Мост был открыт в 1933 году.', 'negation'],
    ['ar', 'لم تم افتتاح الجسر عام 1933.', 'تم افتتاح الجسر عام 1933.', 'negation'],
  ])('%s: %s contradicts %s', (language, claim, quote, kind) => {
    expect(conflict(claim, quote, language)).toBe(kind)
  })

  it.each([
    ['zh', '灯塔建于一八八七年。', '灯塔建于1887年。'],
    ['zh', '人口为35000。', '人口为3.5万。'],
    ['zh', '他不仅写诗，也写小说。', '他写诗，也写小说。'],
    ['de', 'Das Haus kostet 2000 Euro.', 'Das Haus kostet 2.000 Euro.'],
  ])('%s: %s agrees with %s', (language, claim, quote) => {
    expect(conflict(claim, quote, language)).toBeUndefined()
  })
})
