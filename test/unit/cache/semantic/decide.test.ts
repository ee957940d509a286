import { describe, expect, it } from 'vitest'
import { decide, judgePair } from '../../../../shared/cache/semantic/decide.ts'
import type { Model } from '../../../../shared/cache/semantic/model.ts'
import { readQuestion } from '../../../../shared/cache/semantic/question-facts.ts'

/** One split, on the share of aligned telling words (feature 2). */
const forest = { bias: 0, trees: [{ feature: [2], threshold: [0.9], leaf: [-3, 3] }] }
const model: Model = {
  forests: { latin: forest, han: forest },
  vocabulary: { idf: new Map(), rarest: 5, weights: new Map() },
  calibration: { latin: { slope: 1, offset: 0 }, han: { slope: 1, offset: 0 } },
  threshold: 0.9,
}
const entry = (id: string, question: string, answer = id) => ({
  ...{ id, answer, question, partition: 'p', expiresAt: 1 },
})
const on = (question: string, ...entries: ReturnType<typeof entry>[]) =>
  decide(readQuestion(question), entries, { model, threshold: () => 0.9 })

describe('decide', () => {
  it('takes the candidate that asks the same', () => {
    const decision = on(
      'Is there a way to enable dark mode?',
      entry('other', 'How do I enable night light?'),
      entry('same', 'How do I enable dark mode?'),
    )
    expect(decision).toMatchObject({ kind: 'accepted', entry: { id: 'same' } })
    expect(decision.kind === 'accepted' && decision.chance).toBeCloseTo(0.9526, 3)
  })

  it('takes nothing when nothing is near, when unsure, and when a veto speaks', () => {
    expect(on('Who wrote Hamlet?')).toEqual({ kind: 'miss', reason: 'no-candidate', near: null })
    expect(on('Who wrote Hamlet?', entry('a', 'Who painted the ceiling?'))).toMatchObject({
      reason: 'unsure',
    })
    expect(on('How do I disable dark mode?', entry('a', 'How do I enable dark mode?'))).toMatchObject({
      reason: 'vetoed',
      near: { vetoes: ['opposites', 'substitution'] },
    })
  })

  it('takes nothing when two are as good and were answered differently', () => {
    const [one, other] = ['How do I drive from Oslo to Bergen?', 'How do I drive to Bergen?']
    const rivals = [entry('one', one), entry('other', `${other} from Trondheim`)]
    const lenient: Model = { ...model, forests: { latin: { bias: 3, trees: [] }, han: forest } }
    const facts = readQuestion('How do I drive to Bergen?')
    expect(decide(facts, rivals, { model: lenient, threshold: () => 0.9 })).toMatchObject({
      reason: 'ambiguous',
    })
    const alike = rivals.map((rival) => ({ ...rival, answer: 'the same' }))
    expect(decide(facts, alike, { model: lenient, threshold: () => 0.9 })).toMatchObject({ kind: 'accepted' })
  })

  it('takes a failure for a miss', () => {
    const threshold = () => {
      throw new Error('broken')
    }
    const candidates = [entry('same', 'How do I enable dark mode?')]
    expect(decide(readQuestion('How can I enable dark mode?'), candidates, { model, threshold })).toEqual({
      ...{ kind: 'miss', reason: 'error', near: null },
    })
    expect(
      on('How can I enable dark mode?', { ...candidates[0], question: undefined } as never),
    ).toMatchObject({
      reason: 'error',
    })
  })

  it('is shut by a threshold that no chance reaches', () => {
    const facts = readQuestion('How can I enable dark mode?')
    const candidates = [entry('same', 'How do I enable dark mode?')]
    expect(decide(facts, candidates, { model, threshold: () => Number.NaN })).toMatchObject({
      reason: 'unsure',
    })
  })
})

describe('judge a pair', () => {
  it.each([
    ['How do I open port 22?', 'How do I close port 22?', 'opposites'],
    ['Can I eat sushi?', 'Can I not eat sushi?', 'negation'],
    ['How far is it from Oslo to Bergen?', 'How far is it from Bergen to Oslo?', 'argument-order'],
    ['Is 5 mg too much?', 'Is 50 mg too much?', 'numbers'],
    ['Who is the painter Anna Berg?', 'Who is the painter Carl Holm?', 'names'],
    ['When did the war start?', 'Why did the war start?', 'question-type'],
    ['What did he do before the war?', 'What did he do after the war?', 'quantifier'],
    ['Is he an actor?', 'Did he use to be an actor?', 'tense'],
    ['如何打开夜间模式？', '如何关闭夜间模式？', 'opposites'],
    ['从北京到上海怎么走', '从上海到北京怎么走', 'argument-order'],
    ['How are you?', '你好吗', 'script'],
    ['Где он?', 'Где он?', 'script'],
  ])('%s / %s: %s', (a, b, veto) => {
    const judged = judgePair(readQuestion(a), readQuestion(b), model)
    expect(judged.chance).toBe(0)
    expect(judged.vetoes).toContain(veto)
  })
})
