import { beforeEach, describe, expect, it } from 'vitest'
import type { ModelSlots } from '../../shared/ports/model-slots.ts'

const START = 1_800_000_000_000

/** What every store of model slots must do. `make` gives two processes on one store and one clock. */
export function modelSlotsSuite(
  name: string,
  make: (clock: { now: () => number }) => Promise<{ one: ModelSlots; two: ModelSlots }>,
): void {
  describe(`model slots: ${name}`, () => {
    let one: ModelSlots
    let two: ModelSlots
    let now = START
    let run = 0
    /** Each test has a model of its own. */
    let model = ''
    const take = (slots: ModelSlots, owner: string, limit = 2) =>
      slots.take(model, { limit, owner, until: now + 10_000 })

    beforeEach(async () => {
      now = START
      run += 1
      model = `model-${run}`
      if (run === 1) ({ one, two } = await make({ now: () => now }))
    })

    it('hands out as many as the limit, over both processes, and no more', async () => {
      const outcomes = [
        await take(one, 'a'),
        await take(two, 'b'),
        await take(one, 'c'),
        await take(two, 'd'),
      ]
      expect(outcomes.map(({ kind }) => kind)).toEqual(['taken', 'taken', 'full', 'full'])
      const slots = outcomes.flatMap((outcome) => (outcome.kind === 'taken' ? [outcome.slot] : []))
      expect(slots.sort()).toEqual([0, 1])
      expect(await two.inUse(model)).toBe(2)
    })

    it('hands out no more when many ask at the same time', async () => {
      const asked = Array.from({ length: 20 }, (_, n) => take(n % 2 === 0 ? one : two, `owner-${n}`, 5))
      const taken = (await Promise.all(asked)).flatMap((it) => (it.kind === 'taken' ? [it.slot] : []))
      expect(new Set(taken).size).toBe(taken.length)
      expect(taken.length).toBe(5)
    })

    it('gives a released slot to the next', async () => {
      const first = await take(one, 'a', 1)
      expect(first).toEqual({ kind: 'taken', slot: 0 })
      expect(await take(two, 'b', 1)).toEqual({ kind: 'full' })
      await one.release(model, { slot: 0, owner: 'a' })
      expect(await one.inUse(model)).toBe(0)
      expect(await take(two, 'b', 1)).toEqual({ kind: 'taken', slot: 0 })
    })

    it('gives a slot that nobody renews away 5 s after its time, and not before', async () => {
      await take(one, 'a', 1)
      now += 15_000
      expect(await take(two, 'b', 1)).toEqual({ kind: 'full' })
      now += 1
      expect(await take(two, 'b', 1)).toEqual({ kind: 'taken', slot: 0 })
      expect(await one.renew(model, { slot: 0, owner: 'a', until: now + 10_000 })).toBe('lost')
      await one.release(model, { slot: 0, owner: 'a' })
      expect(await two.inUse(model)).toBe(1)
    })

    it('keeps a slot that is renewed', async () => {
      await take(one, 'a', 1)
      now += 9_000
      expect(await one.renew(model, { slot: 0, owner: 'a', until: now + 10_000 })).toBe('renewed')
      now += 9_000
      expect(await take(two, 'b', 1)).toEqual({ kind: 'full' })
    })

    it('does not bring back by a late renewal what was released', async () => {
      await take(one, 'a', 1)
      await one.release(model, { slot: 0, owner: 'a' })
      expect(await one.renew(model, { slot: 0, owner: 'a', until: now + 10_000 })).toBe('lost')
      expect(await one.inUse(model)).toBe(0)
    })

    it('gives an owner who asks again, since the reply was lost, the slot that is theirs', async () => {
      await take(one, 'a', 1)
      expect(await take(one, 'a', 1)).toEqual({ kind: 'taken', slot: 0 })
    })

    it('takes a lower limit at once, and a higher one', async () => {
      await take(one, 'a', 2)
      await take(one, 'b', 2)
      expect(await take(two, 'c', 1)).toEqual({ kind: 'full' })
      expect((await take(two, 'c', 3)).kind).toBe('taken')
    })

    it('keeps models apart', async () => {
      await take(one, 'a', 1)
      expect(await one.take(`${model}#0`, { limit: 1, owner: 'b', until: now + 10_000 })).toEqual({
        kind: 'taken',
        slot: 0,
      })
    })
  })
}
