import { describe, expect, it } from 'vitest'
import { neverSemantic } from '../../../../shared/cache/semantic/never-semantic.ts'

const refused = (question: string, more: { freshness?: 'live' | 'evergreen'; isFollowUp?: boolean } = {}) =>
  neverSemantic({ question, freshness: 'evergreen', isFollowUp: false, ...more })

describe('never semantic', () => {
  it.each([
    ['What is my account balance?', 'personal'],
    ['Show the dispute details for case #D-7781.', 'personal'],
    ['Cancel my pending payment', 'personal'],
    ['Where is my order?', 'personal'],
    ['Write to jane.doe@acme.io about it', 'personal'],
    ['我的余额是多少', 'personal'],
    ['What about Germany?', 'follow-up'],
    ['why is that?', 'follow-up'],
    ['那北京呢？', 'follow-up'],
    ['What does `arr.map(x => x)` do?', 'code'],
    ['Где находится Эйфелева башня?', 'script'],
    ['东京の人口は何人ですか', 'script'],
    ['Why?', 'empty'],
    [`Why ${'very '.repeat(100)}long?`, 'long'],
  ])('%s: %s', (question, reason) => {
    expect(refused(question)).toBe(reason)
  })

  it('what changes by the minute, and what hangs on a conversation', () => {
    expect(refused('Weather in Oslo', { freshness: 'live' })).toBe('live')
    expect(refused('Who built the bridge', { isFollowUp: true })).toBe('follow-up')
  })

  it.each([
    'How do I lock my account?',
    'Is there a way to upgrade my plan?',
    'Who built the Eiffel tower?',
    'Can I eat sushi during pregnancy?',
    'What is the capital of France?',
    '如何打开夜间模式？',
  ])('%s: may be looked up', (question) => {
    expect(refused(question)).toBeNull()
  })
})
