import { describe, expect, it } from 'vitest'
import { comparePair, FEATURES } from '../../../../shared/cache/semantic/pair-features.ts'
import { readQuestion } from '../../../../shared/cache/semantic/question-facts.ts'

const vocabulary = { idf: new Map(), rarest: 5, weights: new Map() }
const vetoesOf = (a: string, b: string) => {
  const [one, other] = [readQuestion(a), readQuestion(b)]
  return comparePair(one, other, vocabulary).vetoes
}

describe('vetoes', () => {
  it.each([
    ['Is it safe to eat raw eggs?', 'Is it not safe to eat raw eggs?', 'negation'],
    ['How do I enable dark mode?', 'How do I disable dark mode?', 'opposites'],
    ['How do I turn on the alarm?', 'How do I turn the alarm off?', 'opposites'],
    ['How do I mute a channel?', 'How do I unmute a channel?', 'opposites'],
    ['Why is the plant harmless?', 'Why is the plant harmful?', 'opposites'],
    ['Is 5 mg of melatonin too much?', 'Is 10 mg of melatonin too much?', 'numbers'],
    ['What changed in Python 3.11?', 'What changed in Python 3.12?', 'numbers'],
    ['Who was the wife of Tom Reed?', 'Who was the wife of Tim Reed?', 'names'],
    [
      'How long is the flight from Oslo to Rome?',
      'How long is the flight from Rome to Oslo?',
      'argument-order',
    ],
    ['Did Ines call the doctor?', 'Did the doctor call Ines?', 'argument-order'],
    ['When was the bridge built?', 'Who built the bridge?', 'question-type'],
    ['Should I eat before a run?', 'Should I eat after a run?', 'quantifier'],
    ['Is Otto a pilot?', 'Did Otto use to be a pilot?', 'tense'],
    ['怎么开启夜间模式', '怎样关闭夜间模式？', 'opposites'],
    ['孕妇可以吃螃蟹吗？', '孕妇不可以吃螃蟹吗？', 'negation'],
    ['从北京到上海怎么走', '从上海到北京怎么走', 'argument-order'],
    ['What is a pump?', 'Что такое насос?', 'script'],
  ])('%s / %s: %s', (a, b, veto) => {
    expect(vetoesOf(a, b)).toContain(veto)
    expect(vetoesOf(b, a)).toContain(veto)
  })

  it.each([
    ['How do I install the driver?', 'What is the best way to install the driver?'],
    ['What is the difference between TCP and UDP?', 'What is the difference between UDP and TCP?'],
    ['Did Ines call the doctor?', 'Was the doctor called by Ines?'],
    ['Best laptop under $1000', 'What is the best laptop for less than $1,000?'],
    ['基金怎么买入？', '请问怎样买入基金？'],
  ])('none between %s / %s', (a, b) => {
    expect(vetoesOf(a, b)).toEqual([])
  })

  it('refuses a script that is not covered, even for the same question', () => {
    expect(vetoesOf('Что такое насос?', 'Что такое насос?')).toEqual(['script'])
    expect(vetoesOf('ポンプとは何ですか', 'ポンプとは何ですか')).toEqual(['script'])
  })
})

describe('features', () => {
  it('are finite, and the same when the questions change places', () => {
    const a = readQuestion('How do I move a photo from my phone to a laptop?')
    const b = readQuestion('What is the way to copy pictures onto a notebook?')
    const there = comparePair(a, b, vocabulary).features
    const back = comparePair(b, a, vocabulary).features
    expect(there).toHaveLength(FEATURES)
    expect([...there].every(Number.isFinite)).toBe(true)
    expect([...back]).toEqual([...there])
  })

  it('stand up to inputs that are no questions', () => {
    for (const text of ['', '?', '12', 'a'.repeat(5_000), '的'])
      expect(comparePair(readQuestion(text), readQuestion(text), vocabulary).features).toHaveLength(FEATURES)
  })
})

describe('vetoes of any words', () => {
  it('refuse one word for another, units, persons, parts, numbers in another order', () => {
    expect(vetoesOf('How do I glaze a bowl?', 'How do I glaze a tile?')).toEqual(['substitution'])
    expect(vetoesOf('How many ounces are in 3 cups?', 'How many grams are in 3 cups?')).toContain('numbers')
    expect(vetoesOf('Is he a good cook?', 'Is she a good cook?')).toEqual(['names'])
    expect(vetoesOf('Do all birds fly?', 'Do some birds fly?')).toEqual(['quantifier'])
    expect(vetoesOf('Is 3 a factor of 9?', 'Is 9 a factor of 3?')).toEqual(['argument-order'])
    expect(vetoesOf('Is Venus hotter than Mars?', 'Is Venus colder than Mars?')).toContain('opposites')
    expect(vetoesOf('Is Ada a nurse?', 'Was Ada a nurse?')).toEqual(['tense'])
    expect(vetoesOf('How can I become a fat person?', 'How can I become a person who is not thin?')).toEqual(
      [],
    )
  })

  it('refuse one phrase for another between the same words, but not what only adds to it', () => {
    const RSUS = 'How are RSUs taxed when they vest?'
    expect(vetoesOf(RSUS, 'How are stock options taxed when they vest?')).toContain('substitution')
    expect(vetoesOf('Are dividends ordinary income?', 'Are dividends capital gains?')).toEqual([
      'substitution',
    ])
    expect(vetoesOf(RSUS, 'How are granted RSUs taxed when they vest?')).toEqual([])
    expect(vetoesOf('Ordinary income?', 'Capital gains?')).toEqual([])
  })

  it('refuse Chinese parts that changed places, but not what is joined', () => {
    expect(vetoesOf('上海到广州的火车', '广州到上海的火车')).toEqual(['argument-order'])
    expect(vetoesOf('张三打了李四吗', '李四打了张三吗')).toEqual(['argument-order'])
    expect(vetoesOf('小米和红米的区别', '红米和小米的区别')).toEqual([])
  })
})
