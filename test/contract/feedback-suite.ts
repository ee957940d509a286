import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AnswerIdentity } from '../../shared/ports/answer-log.ts'
import type { Feedback, Verdict } from '../../shared/ports/feedback.ts'

const verdict = (caller: string, some: Partial<Verdict> = {}): Verdict => ({
  caller,
  person: caller,
  verdict: 'good',
  comment: null,
  at: 1_800_000_000_000,
  ...some,
})

/** What every store of verdicts must do. `make` gives two processes of one store. */
export function feedbackSuite(name: string, make: () => Promise<{ one: Feedback; two: Feedback }>): void {
  describe(`feedback: ${name}`, () => {
    let one: Feedback
    let two: Feedback
    let count = 0
    let answer: AnswerIdentity = { scope: 'public', key: 'a0', fill: 1_800_000_000 }
    const listed = async (of: AnswerIdentity = answer, from = two) =>
      (await from.list(of)).sort((a, b) => (a.caller < b.caller ? -1 : 1))

    beforeAll(async () => {
      const made = await make()
      one = made.one
      two = made.two
    })
    beforeEach(() => {
      count += 1
      answer = { ...answer, key: `a${count}` }
    })

    it('has none of an answer that nobody judged', async () => {
      expect(await listed()).toEqual([])
    })

    it('keeps what each caller said, word for word', async () => {
      const said = verdict('ann', { verdict: 'wrong_hit', comment: 'Nicht "meine" Frage 🌊#\n' })
      await one.put(answer, said)
      await two.put(answer, verdict('bob', { verdict: 'bad', at: 1_800_000_000_001 }))
      expect(await listed()).toEqual([said, verdict('bob', { verdict: 'bad', at: 1_800_000_000_001 })])
    })

    it('keeps the last verdict of a caller', async () => {
      await one.put(answer, verdict('ann', { verdict: 'bad', comment: 'no' }))
      await two.put(answer, verdict('ann'))
      expect(await listed()).toEqual([verdict('ann')])
    })

    it.each([
      ['scope', { scope: 'tenant:a' }],
      ['key', { key: 'b0' }],
      ['fill', { fill: 1_800_000_001 }],
    ])('tells answers of another %s apart', async (_, other) => {
      await one.put(answer, verdict('ann'))
      expect(await listed({ ...answer, ...other })).toEqual([])
    })

    it('forgets what one person said, by whichever key, and nothing else', async () => {
      const other = { ...answer, scope: 'tenant:acme' }
      await one.put(answer, verdict('zoe'))
      await one.put(answer, verdict('zoe-key1', { person: 'zoe' }))
      await one.put(other, verdict('zoe'))
      await one.put(answer, verdict('zoey'))
      await one.put(answer, verdict('key2', { person: null }))
      expect(await two.forget('zoe')).toBe(3)
      expect((await listed()).map(({ caller }) => caller)).toEqual(['key2', 'zoey'])
      expect(await listed(other)).toEqual([])
      expect(await two.forget('zoe')).toBe(0)
    })

    it('keeps those of many callers', async () => {
      const callers = Array.from({ length: 40 }, (_, n) => `caller-${String(n).padStart(2, '0')}`)
      const comment = 'x'.repeat(2_000)
      await Promise.all(callers.map((caller) => one.put(answer, verdict(caller, { comment }))))
      expect((await listed()).map(({ caller }) => caller)).toEqual(callers)
    })
  })
}
