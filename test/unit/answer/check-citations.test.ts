import { describe, expect, it } from 'vitest'
import { checkCitation } from '../../../shared/answer/check-citations.ts'

const text =
  'The bridge was opened in 1932.\nIt carries eight lanes of traffic\nand two railway tracks. Painters work on it all year.'
const passages = [
  { source: 1, title: 'Bridge', text, start: 100, end: 100 + text.length, page: null, score: 1 },
]
const check = (claim: string) => checkCitation(claim, passages, 'en')

describe('checking a citation', () => {
  it('finds a claim that stands word for word, though the source is wrapped', () => {
    expect(check('It carries eight lanes of traffic and two railway tracks')).toEqual({
      quote: 'It carries eight lanes of traffic\nand two railway tracks',
      passage: { start: 131, end: 187 },
      page: null,
      verdict: 'supported',
      score: 1,
    })
  })

  it('supports a claim in other words when most of them are in one sentence', () => {
    expect(check('Eight traffic lanes and two railway tracks are carried')).toMatchObject({
      quote: 'It carries eight lanes of traffic\nand two railway tracks.',
      verdict: 'supported',
    })
  })

  it('passes over words that only say where the rest comes from', () => {
    expect(check('According to the source, painters work on it all year.')).toMatchObject({
      verdict: 'supported',
      score: 1,
    })
  })

  it('holds to the sentence that says it nearly word for word, though another says much of it', () => {
    const two =
      'Serum iron levels were measured in calves. Iron levels of calves in serum, measured weekly, rose.'
    const source = [{ source: 1, title: 'Iron', text: two, start: 0, end: two.length, page: null, score: 1 }]
    expect(checkCitation('Serum iron levels were never measured in calves.', source, 'en')).toMatchObject({
      quote: 'Serum iron levels were measured in calves.',
      verdict: 'unsupported',
    })
  })

  it('does not support another number', () => {
    expect(check('The bridge was opened in 1937')).toMatchObject({ verdict: 'unsupported', score: 0.39 })
  })

  it('does not take a name from the next sentence for the one that stands there', () => {
    const two = 'The station serves Vanderbilt University. Its owner is Student Media.'
    const source = [{ source: 1, title: 'WRVU', text: two, start: 0, end: two.length, page: null, score: 1 }]
    expect(checkCitation('The station serves Student Media.', source, 'en').verdict).toBe('unsupported')
    expect(
      checkCitation('The station serves Vanderbilt University, and its owner is Student Media.', source, 'en')
        .verdict,
    ).toBe('supported')
  })

  it('does not support what the source does not say', () => {
    expect(check('Dragons sleep beneath the mountain')).toEqual({
      quote: '',
      passage: { start: 0, end: 0 },
      page: null,
      verdict: 'unsupported',
      score: 0,
    })
  })

  it.each([
    ['The tower has 1', 'The tower has 100 floors.'],
    ['It cost $3', 'It cost $3.5 billion.'],
    ['人口为1', '人口为1000万。'],
    ['人口为10', '人口为10万。'],
    ['It is toxic', 'It is toxicologically harmless.'],
    ['', 'Anything.'],
    ['**', 'A ** B.'],
  ])('does not take %j for word for word in %j', (claim, source) => {
    const found = checkCitation(
      claim,
      [{ source: 1, title: '', text: source, start: 0, end: source.length, score: 1, page: null }],
      'en',
    )
    expect(found.score).toBeLessThan(1)
  })

  it('takes pattern signs in a claim as plain text', () => {
    expect(check('Is it (a.*b)+ or [1-9]?')).toMatchObject({ verdict: 'unsupported' })
  })
})

describe('the page of a citation', () => {
  const paged = 'The crew must stay\fon board. Dogs\ntravel free.'
  const onPage = [
    { source: 1, title: 'Rules', text: paged, start: 500, end: 500 + paged.length, page: 4, score: 1 },
  ]

  it('is that of the beginning of the quote', () => {
    const pageOf = (claim: string) => checkCitation(claim, onPage, 'en').page
    expect(pageOf('The crew must stay on board')).toBe(4)
    expect(pageOf('Dogs travel free')).toBe(5)
    expect(pageOf('Free travel for dogs')).toBe(5)
  })
})
