import { describe, expect, it } from 'vitest'
import { createLexicalIndex } from '../../../../shared/cache/semantic/lexical-index.ts'
import { readQuestion } from '../../../../shared/cache/semantic/question-facts.ts'

const entry = (id: string, question: string, more: { partition?: string; expiresAt?: number } = {}) => ({
  id,
  partition: 'public',
  question,
  answer: id,
  expiresAt: 1_000,
  ...more,
})
const found = (
  index: ReturnType<typeof createLexicalIndex>,
  question: string,
  partition = 'public',
  now = 0,
) => index.nearest(partition, readQuestion(question), { now }).map(({ id }) => id)

describe('lexical index', () => {
  it('finds the nearest by rare words, five at most', () => {
    const index = createLexicalIndex()
    for (let at = 0; at < 20; at += 1) index.add(entry(`${at}`, `How do I repair a bicycle number ${at}?`))
    index.add(entry('chain', 'How do I repair the chain of a bicycle?'))
    expect(found(index, 'What is the best way to repair a bicycle chain?')[0]).toBe('chain')
    expect(found(index, 'What is the best way to repair a bicycle chain?')).toHaveLength(5)
    expect(found(index, 'Who painted the Mona Lisa?')).toEqual([])
  })

  it('finds Chinese by pairs of characters', () => {
    const index = createLexicalIndex()
    index.add(entry('a', '如何打开夜间模式？'))
    index.add(entry('b', '北京有多少人口？'))
    expect(found(index, '夜间模式怎么打开')).toEqual(['a'])
  })

  it('never crosses a partition', () => {
    const index = createLexicalIndex()
    index.add(entry('theirs', 'When was the bridge built?', { partition: 'tenant:a' }))
    index.add(entry('same id', 'When was the bridge built?', { partition: 'tenant:b' }))
    expect(found(index, 'When was the bridge built?', 'tenant:c')).toEqual([])
    index.remove('tenant:c', 'theirs')
    expect(found(index, 'When was the bridge built?', 'tenant:a')).toEqual(['theirs'])
  })

  it('leaves out what is removed, replaced or expired, and the oldest when full', () => {
    const index = createLexicalIndex({ most: 2 })
    index.add(entry('a', 'When was the bridge built?', { expiresAt: 10 }))
    index.add(entry('b', 'When was the bridge opened?'))
    expect(found(index, 'When was the bridge built?', 'public', 10)).toEqual(['b'])
    index.expire(10)
    expect(index.size()).toBe(1)
    index.add(entry('b', 'Who wrote Hamlet?'))
    expect(found(index, 'When was the bridge built?')).toEqual([])
    index.add(entry('c', 'When was the bridge closed?'))
    index.add(entry('d', 'When was the bridge painted?'))
    expect(found(index, 'Who wrote Hamlet?')).toEqual([])
    index.remove('public', 'c')
    expect(found(index, 'When was the bridge closed?')).toEqual(['d'])
  })
})
