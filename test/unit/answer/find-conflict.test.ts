import { describe, expect, it } from 'vitest'
import { findConflict } from '../../../shared/answer/find-conflict.ts'
import { lexemes } from '../../../shared/text/lexemes.ts'

const conflict = (claim: string, quote: string, language = 'en', source = quote) =>
  findConflict(
    { claim: lexemes(claim, language), isKnown: (word) => source.toLowerCase().includes(word), language },
    lexemes(quote, language),
  )

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
    ['Hundreds of people came.', 'Thousands of people came.', 'number'],
    ['It opened several months later.', 'It opened several years later.', 'number'],
    ['It abandoned the plan in spring.', 'It adopted the plan in spring.', 'opposite'],
    ['Critics praised the book.', 'Critics criticized the book.', 'opposite'],
    ['It encourages trade.', 'It discourages trade.', 'opposite'],
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
    const married = 'Ada Holm. She married Erik Holm in 1890.'
    expect(
      conflict('Ada Holm married Erik Holm in 1890.', 'She married Erik Holm in 1890.', 'en', married),
    ).toBeUndefined()
  })
})

describe('numbers of a claim', () => {
  const BILL =
    'The bill was approved by 20 percent of the members on 3 March 1999, and it cost 5 million dollars.'

  it.each([
    ['The bill was approved by 20% of the members on March 3, 1999.'],
    ['The bill was approved by 20% of the members on 1999-03-03, and it cost $5 million.'],
    ['It cost 5,000,000 dollars, and the bill was approved by twenty per cent of the members.'],
  ])('are the same in other writing: %s', (claim) => {
    expect(conflict(claim, BILL)).toBeUndefined()
  })

  it.each([
    ['The bill was approved by 20 members on 3 March 1999.'],
    ['It cost 5 billion dollars.'],
    ['It cost 5 million euros.'],
    ['It cost €5 million.'],
  ])('count something else: %s', (claim) => {
    expect(conflict(claim, BILL)).toBe('number')
  })

  it('change places', () => {
    const quote = 'Home scored 31 points and visitors scored 28 points before 12,500 spectators.'
    const turned = 'Before 12,500 spectators, visitors scored 28 points and home scored 31 points.'
    expect(conflict('Home scored 28 points and visitors scored 31 points.', quote)).toBe('order')
    expect(conflict(turned, quote)).toBeUndefined()
  })
})

describe('names of a claim', () => {
  it.each([
    ['France was defeated by Brazil in the final.', 'France defeated Brazil in the final.', 'order'],
    ['Brazil defeated France in the final.', 'France defeated Brazil in the final.', 'order'],
    [
      'Curie was born in Paris and worked in Warsaw.',
      'Curie was born in Warsaw and worked in Paris.',
      'order',
    ],
    ['Henry Albany founded it.', 'Henry Wells founded it near Albany.', 'name'],
    [
      'It is the largest museum around the city Lund.',
      'It is the largest museum around the city Malmö.',
      'name',
    ],
    ['Peter American is a Levin director of film.', 'Peter Levin is an American director of film.', 'name'],
    [
      'Teachers in Wales join in Cardiff, and in Cardiff they rest.',
      'Teachers in Wales join in Cardiff, and in Wales they rest.',
      'name',
    ],
    ['It flies out of Crew Terminal Two.', 'It flies out of Berlin Airport.', 'number'],
    [
      'The mace was presented to the Queen by Scottish Members in July.',
      'The mace was presented to Scottish Members by the Queen in July.',
      'order',
    ],
    ['The Normans sided with the Albanians.', 'The Albanians sided with the Normans.', 'order'],
  ])('are not those of the quote: %s', (claim, quote, kind) => {
    expect(conflict(claim, quote)).toBe(kind)
  })

  it.each([
    ['Brazil was defeated by France in the final.', 'France defeated Brazil in the final.'],
    ['In the final, France defeated Brazil.', 'France defeated Brazil in the final.'],
    ['Curie worked in Paris and was born in Warsaw.', 'Curie was born in Warsaw and worked in Paris.'],
    ['Henry Wells founded it near Albany.', 'It was founded near Albany by Henry Wells.'],
    ['It was sold to Lund by Holm.', 'It was sold by Holm to Lund.'],
    ['Ada Holm and Nils Berg built it.', 'Nils Berg and Ada Holm built it.'],
  ])('are those of the quote, told otherwise: %s', (claim, quote) => {
    expect(conflict(claim, quote)).toBeUndefined()
  })
})

describe('words in the place of others', () => {
  const TEACHERS = 'Teachers in the state must hold a valid licence from the board before they are hired.'

  it.each([
    ['Teachers in the state must hold a valid licence from the board after they are hired.', 'opposite'],
    ['Teachers in the state must hold a swimming badge from the board before they are hired.', 'phrase'],
  ])('say something else: %s', (claim, kind) => {
    expect(conflict(claim, TEACHERS)).toBe(kind)
  })

  it.each([
    ['Teachers in the state must have a valid licence from the board before they are hired.'],
    ['Before they are hired, teachers in the state must hold a valid licence from the board.'],
    ['Teachers must hold a licence from the board.'],
  ])('may say the same: %s', (claim) => {
    expect(conflict(claim, TEACHERS)).toBeUndefined()
  })
})

describe('denials of a claim', () => {
  it.each([
    ['Most ships failed to return.', 'Most ships returned.', 'negation'],
    ['Das Haus steht nicht.', 'Das Haus steht.', 'negation'],
    ['The fair is no longer open.', 'The fair is open.', 'negation'],
    ['The fair is seldom open.', 'The fair is open.', 'negation'],
    ['The crew declined to return.', 'The crew returned.', 'negation'],
    ['The crew was unable to return.', 'The crew returned.', 'negation'],
    ['It is false that the crew returned in May.', 'The crew returned in May.', 'negation'],
    ['The source denies that the crew returned.', 'The crew returned.', 'negation'],
  ])('%s against %s', (claim, quote, kind) => {
    expect(conflict(claim, quote, claim.startsWith('Das') ? 'de' : 'en')).toBe(kind)
  })

  it('are the same in other words', () => {
    expect(conflict('Most ships did not return.', 'Most ships failed to return.')).toBeUndefined()
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
    [
      'de',
      'Die Brücke wurde von Paul Schmidt eröffnet.',
      'Die Brücke wurde von Karl Weber eröffnet.',
      'name',
    ],
    ['es', 'El puente se abrió en mayo de 1932.', 'El puente se abrió en marzo de 1932.', 'name'],
    ['ru', 'Мост открыт в мае 1932 года.', 'Мост открыт в марте 1932 года.', 'name'],
    ['zh', '大桥于1932年在天津建成。', '大桥于1932年在上海建成。', 'name'],
    ['zh', '他来自该国北部。', '他来自该国南部。', 'opposite'],
    ['zh', '他是韩国足球运动员。', '他是中国足球运动员。', 'name'],
    ['zh', '公司拒绝进入市场。', '公司进入市场。', 'negation'],
    ['zh', '该线次要供货车使用。', '该线主要供货车使用。', 'opposite'],
    ['zh', '该龙是巨大的蜥蜴的演化支。', '该龙是泰坦巨龙类的演化支。', 'phrase'],
    ['zh', '他在学校研究森林。', '他在学校研究化石。', 'phrase'],
    ['zh', '约30%的车辆来自北京。', '约百分之二十的车辆来自北京。', 'number'],
    ['ar', 'لم تم افتتاح الجسر عام 1933.', 'تم افتتاح الجسر عام 1933.', 'negation'],
  ])('%s: %s contradicts %s', (language, claim, quote, kind) => {
    expect(conflict(claim, quote, language)).toBe(kind)
  })

  it.each([
    ['zh', '灯塔建于一八八七年。', '灯塔建于1887年。'],
    ['zh', '人口为35000。', '人口为3.5万。'],
    ['zh', '该站坐落于北京市朝阳区。', '该站位于北京市朝阳区。'],
    ['zh', '他不仅写诗，也写小说。', '他写诗，也写小说。'],
    ['zh', '约20%的车辆来自北京。', '约百分之二十的车辆来自北京。'],
    ['zh', '1932年，大桥在上海建成。', '大桥于1932年在上海建成。'],
    [
      'de',
      '1932 wurde die Brücke von Karl Weber eröffnet.',
      'Die Brücke wurde 1932 von Karl Weber eröffnet.',
    ],
    ['ru', 'Мост открыт 3 марта 1932 года.', 'Мост открыт 3 март 1932 года.'],
    ['de', 'Das Haus kostet 2000 Euro.', 'Das Haus kostet 2.000 Euro.'],
  ])('%s: %s agrees with %s', (language, claim, quote) => {
    expect(conflict(claim, quote, language)).toBeUndefined()
  })
})
