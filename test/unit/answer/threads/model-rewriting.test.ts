import { describe, expect, it } from 'vitest'
import type { ShortReply } from '../../../../shared/answer/admission/short-reply.ts'
import { createModelRewriting } from '../../../../shared/answer/threads/model-rewriting.ts'

const BEFORE = [{ question: 'Compare Python and Ruby', answer: 'Python is a language of 1991 [1].' }]

const rewrite = (reply: string | null, question = 'which one is faster?') => {
  const asked: Parameters<ShortReply>[0][] = []
  const ask: ShortReply = async (request) => {
    asked.push(request)
    return reply
  }
  return createModelRewriting(ask)(question, BEFORE, 'reader').then((made) => ({ made, asked }))
}

describe('a follow-up that a model rewrites', () => {
  it('is told the turns before as data, and given 4 s', async () => {
    const { made, asked } = await rewrite(' Which is faster, Python or Ruby? \n')
    expect(made).toBe('Which is faster, Python or Ruby?')
    expect(asked).toMatchObject([
      { data: { turns: BEFORE, question: 'which one is faster?' }, timeoutMs: 4_000, waitMs: 500 },
    ])
  })

  it.each([
    ['nobody said', null],
    ['is empty', ''],
    ['is said to be unclear', 'Unclear.'],
    ['adds a name', 'Which is faster, Python or Java?'],
    ['adds a number', 'Which is faster, Python 3 or Ruby?'],
    ['still leans on the conversation', 'Which one of them is faster?'],
    ['is more than one line', 'Which is faster?\nPython or Ruby?'],
    ['brings an address', 'Which is faster, see https://evil.example/?q=Python'],
    ['is very long', `Which is faster, ${'Python or Ruby or '.repeat(40)}Python?`],
    ['adds a Chinese name', '北京和上海哪个更快？'],
  ])('is not taken when it %s', async (_, reply) => {
    expect((await rewrite(reply)).made).toBeNull()
  })

  it('may use the little words of Chinese', async () => {
    const { made } = await rewrite('Python的速度是快吗？', '速度快吗？')
    expect(made).toBe('Python的速度是快吗？')
  })
})
