import { expect, it } from 'vitest'
import type { SealedAnswer } from '../../shared/ports/answer-log.ts'
import {
  DAY_MS,
  delta,
  describeLog,
  FACTS,
  type MakeAnswerLog,
  noise,
  START_MS,
  type SuiteEvent,
  sealed,
} from './answer-log-fixtures.ts'

const HOUR_MS = 3_600_000
const NONE: ReadonlyMap<number, SuiteEvent> = new Map()
const DEGRADED = { degraded: true }
const thought = (text: string): SuiteEvent => ({ type: 'reasoning', text })

/** Sealed copies, tombstones and remembered failures. */
export function answerLogAnswersSuite(name: string, make: MakeAnswerLog): void {
  describeLog(name, make, (state) => {
    const materialise = (answer: SealedAnswer<SuiteEvent>, apart = NONE) =>
      state.log.materialise(state.address, answer, apart)
    const readAnswer = (consistent = true) => state.log.readAnswer(state.address, { consistent })
    const readApart = (fence: number) => state.log.readApart({ ...state.address, fence })
    const purge = (fence: number) => state.log.purge(state.address, { fence })

    it('reads an answer back as it was stored, consistently or not', async () => {
      expect(await readAnswer()).toBeUndefined()
      expect(await readAnswer(false)).toBeUndefined()
      const answer = {
        ...sealed(5, 'Größe '.repeat(2_000)),
        events: [delta('a'), null, delta('ö'), { type: 'done' }],
      }
      expect(await materialise(answer)).toBe('stored')
      expect(await readAnswer()).toEqual(answer)
      expect(await readAnswer(false)).toEqual(answer)
    })

    it('never lets the fence of an answer fall', async () => {
      expect(await materialise(sealed(9, 'nine'))).toBe('stored')
      expect(await materialise(sealed(9, 'again'))).toBe('superseded')
      expect(await materialise(sealed(8, 'eight'))).toBe('superseded')
      expect(await readAnswer()).toEqual(sealed(9, 'nine'))
      // As numbers, not as text: 10 is above 9.
      expect(await materialise(sealed(10, 'ten'))).toBe('stored')
      expect(await readAnswer()).toEqual(sealed(10, 'ten'))
    })

    it('stores the highest of 20 parallel copies', async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => materialise(sealed(index + 1, `${index + 1}`))),
      )
      expect(await readAnswer()).toEqual(sealed(20, '20'))
    })

    it('does not put a degraded answer over an undegraded one that is still servable', async () => {
      await materialise(sealed(1, 'whole'))
      state.nowMs = START_MS + 2 * HOUR_MS - 1
      expect(await materialise(sealed(2, 'degraded', DEGRADED))).toBe('superseded')
      expect(await readAnswer()).toEqual(sealed(1, 'whole'))
      // From `staleUntil` on it is servable no longer.
      state.nowMs = START_MS + 2 * HOUR_MS
      expect(await materialise(sealed(2, 'degraded', DEGRADED))).toBe('stored')
      expect(await readAnswer()).toEqual(sealed(2, 'degraded', DEGRADED))
    })

    it('puts a degraded answer where there is none, over a degraded one, and over a tombstone', async () => {
      expect(await materialise(sealed(1, 'one', DEGRADED))).toBe('stored')
      expect(await materialise(sealed(2, 'two', DEGRADED))).toBe('stored')
      expect(await materialise(sealed(2, 'again', DEGRADED))).toBe('superseded')
      expect(await purge(3)).toBe('purged')
      expect(await materialise(sealed(3, 'late', DEGRADED))).toBe('superseded')
      expect(await materialise(sealed(4, 'four', DEGRADED))).toBe('stored')
      expect(await readAnswer()).toEqual(sealed(4, 'four', DEGRADED))
    })

    it('puts an undegraded answer over a degraded one, and that keeps the next degraded one out', async () => {
      await materialise(sealed(1, 'one', DEGRADED))
      expect(await materialise(sealed(2, 'two'))).toBe('stored')
      expect(await materialise(sealed(3, 'three', DEGRADED))).toBe('superseded')
      expect(await readAnswer()).toEqual(sealed(2, 'two'))
    })

    it('refuses an answer that one item cannot hold and keeps the one it has', async () => {
      await materialise(sealed(1, 'small'))
      expect(await materialise(sealed(2, noise(1, 500_000)))).toBe('too_large')
      const apart = new Map([[0, thought(noise(2, 500_000))]])
      expect(await materialise({ ...sealed(3, 'three'), events: [null, delta('three')] }, apart)).toBe(
        'too_large',
      )
      expect(await readApart(3)).toEqual(new Map())
      expect(await readAnswer()).toEqual(sealed(1, 'small'))
    })

    it('stores what is long and repeats itself', async () => {
      const answer = sealed(1, 'again and again '.repeat(40_000))
      expect(await materialise(answer)).toBe('stored')
      expect(await readAnswer()).toEqual(answer)
    })

    it('keeps events apart, for those who ask for the very fence', async () => {
      const apart = new Map([
        [0, thought('Hm. '.repeat(1_000))],
        [2, thought('Größe?')],
      ])
      const answer = { ...sealed(5, ''), events: [null, delta('a'), null, delta('b')] }
      expect(await materialise(answer, apart)).toBe('stored')
      expect(await readAnswer()).toEqual(answer)
      expect(await readApart(5)).toEqual(apart)
      expect(await readApart(4)).toEqual(new Map())
      expect(await readApart(6)).toEqual(new Map())
      expect(await state.log.readApart({ scope: 'other', key: state.address.key, fence: 5 })).toEqual(
        new Map(),
      )
    })

    it('leaves nothing of a refused copy behind, and all of one that is there', async () => {
      const apartOf = (text: string) => new Map([[0, thought(text)]])
      await materialise(sealed(5, 'five'), apartOf('five'))
      expect(await materialise(sealed(5, 'five'), apartOf('five'))).toBe('superseded')
      expect(await readApart(5)).toEqual(apartOf('five'))
      expect(await materialise(sealed(4, 'four'), apartOf('four'))).toBe('superseded')
      expect(await readApart(4)).toEqual(new Map())
      await purge(6)
      expect(await materialise(sealed(6, 'six'), apartOf('six'))).toBe('superseded')
      expect(await readApart(6)).toEqual(new Map())
    })

    it('gives an answer another life if it is of this fence', async () => {
      const amend = (
        fence: number,
        life: Pick<SealedAnswer<SuiteEvent>, 'facts' | 'freshUntil' | 'staleUntil'>,
      ) => state.log.amend({ ...state.address, fence }, life)
      const life = {
        facts: { ...FACTS, collections: { 'tenant:acme': 4 }, passages: null },
        freshUntil: START_MS + 5 * HOUR_MS,
        staleUntil: START_MS + 48 * HOUR_MS,
      }
      expect(await amend(5, life)).toBe('superseded')
      expect(await readAnswer()).toBeUndefined()
      await materialise(sealed(5, 'five'))
      expect(await amend(4, life)).toBe('superseded')
      expect(await amend(6, life)).toBe('superseded')
      expect(await readAnswer()).toEqual(sealed(5, 'five'))
      expect(await amend(5, life)).toBe('amended')
      expect(await readAnswer()).toEqual({ ...sealed(5, 'five'), ...life })
      // It is kept for its new life.
      state.nowMs = START_MS + 47 * HOUR_MS
      expect(await readAnswer()).toMatchObject({ fence: 5 })
      expect(await materialise(sealed(6, 'degraded', DEGRADED))).toBe('superseded')
    })

    it('takes an answer for degraded once it is amended to be', async () => {
      await materialise(sealed(5, 'five'))
      const { freshUntil, staleUntil } = sealed(5, 'five')
      const life = { facts: { ...FACTS, degraded: true }, freshUntil, staleUntil }
      expect(await state.log.amend({ ...state.address, fence: 5 }, life)).toBe('amended')
      expect(await materialise(sealed(6, 'six', DEGRADED))).toBe('stored')
    })

    it('does not amend a tombstone', async () => {
      await purge(5)
      const { facts, freshUntil, staleUntil } = sealed(5, 'five')
      const amending = state.log.amend({ ...state.address, fence: 5 }, { facts, freshUntil, staleUntil })
      expect(await amending).toBe('superseded')
      expect(await readAnswer()).toEqual({ purged: true, fence: 5 })
    })

    it('puts a tombstone over answers up to its fence, which keeps late copies out', async () => {
      await materialise(sealed(5, 'five'))
      expect(await purge(4)).toBe('superseded')
      expect(await readAnswer()).toEqual(sealed(5, 'five'))
      expect(await purge(5)).toBe('purged')
      expect(await readAnswer()).toEqual({ purged: true, fence: 5 })
      expect(await readAnswer(false)).toEqual({ purged: true, fence: 5 })
      expect(await materialise(sealed(5, 'late'))).toBe('superseded')
      expect(await materialise(sealed(6, 'six'))).toBe('stored')
      expect(await readAnswer()).toEqual(sealed(6, 'six'))
    })

    it('puts a tombstone where there is nothing, and raises it but never lowers it', async () => {
      expect(await purge(5)).toBe('purged')
      expect(await purge(5)).toBe('purged')
      expect(await purge(10)).toBe('purged')
      expect(await purge(9)).toBe('superseded')
      expect(await readAnswer()).toEqual({ purged: true, fence: 10 })
    })

    it('purges what is kept apart up to the tombstone, and nothing of a later answer', async () => {
      const apartOf = (fence: number) => new Map([[0, thought(noise(fence, 300_000))]])
      for (let fence = 1; fence <= 10; fence += 1) {
        await materialise({ ...sealed(fence, ''), events: [null, delta('a')] }, apartOf(fence))
      }
      const other = { scope: state.address.scope, key: `${state.address.key}~ff` }
      await state.log.materialise(other, { ...sealed(3, ''), events: [null] }, apartOf(3))
      expect((await readApart(2)).size).toBe(1)
      expect(await purge(9)).toBe('superseded')
      for (let fence = 1; fence <= 9; fence += 1) expect(await readApart(fence)).toEqual(new Map())
      expect(await readApart(10)).toEqual(apartOf(10))
      expect(await purge(10)).toBe('purged')
      expect(await readApart(10)).toEqual(new Map())
      expect(await state.log.readApart({ ...other, fence: 3 })).toEqual(apartOf(3))
    })

    it('keeps an answer for its id a day longer than it is servable, and a tombstone for 31 days', async () => {
      const apart = new Map([[0, thought('Hm.')]])
      await materialise({ ...sealed(1, 'one'), events: [null] }, apart)
      state.nowMs = START_MS + 2 * HOUR_MS + DAY_MS - 1_000
      expect(await readAnswer()).toMatchObject({ fence: 1 })
      expect(await readApart(1)).toEqual(apart)
      state.nowMs += 1_000
      expect(await readAnswer()).toBeUndefined()
      expect(await readApart(1)).toEqual(new Map())
      await purge(2)
      state.nowMs += 31 * DAY_MS - 1_000
      expect(await readAnswer()).toEqual({ purged: true, fence: 2 })
      state.nowMs += 1_000
      expect(await readAnswer()).toBeUndefined()
    })

    it('remembers the failure of the newest fence', async () => {
      const remember = (fence: number, text: string, until: number) =>
        state.log.rememberFailure(state.address, { fence, event: delta(text), until })
      const read = () => state.log.readFailure(state.address)
      expect(await read()).toBeUndefined()
      await remember(9, 'nine', START_MS + 5_000)
      expect(await read()).toEqual({ fence: 9, event: delta('nine'), until: START_MS + 5_000 })
      await remember(8, 'eight', START_MS + 9_000)
      expect(await read()).toEqual({ fence: 9, event: delta('nine'), until: START_MS + 5_000 })
      await remember(10, 'ten', START_MS + 6_000)
      expect(await read()).toEqual({ fence: 10, event: delta('ten'), until: START_MS + 6_000 })
      expect(await readAnswer()).toBeUndefined()
    })

    it('keeps apart answers whose scopes and keys look alike when joined', async () => {
      const alike = [
        { scope: 'a#b', key: 'c' },
        { scope: 'a', key: 'b#c' },
        { scope: 'a%23b', key: 'c' },
        { scope: '', key: 'a#b' },
        { scope: 'A', key: 'B' },
        { scope: 'a', key: 'b' },
        { scope: 'a', key: 'b~c' },
        { scope: '\ud800', key: 'b' },
        { scope: '\ud801', key: 'b' },
        { scope: `user:acme/${'x'.repeat(900)}1`, key: 'b' },
        { scope: `user:acme/${'x'.repeat(900)}2`, key: 'b' },
      ]
      const answerOf = (address: object) => sealed(1, JSON.stringify(address))
      for (const address of alike) {
        expect(await state.log.materialise(address, answerOf(address), NONE)).toBe('stored')
        const start = { owner: JSON.stringify(address), until: 1, startedBy: 'caller' }
        expect(await state.log.start(address, start)).toMatchObject({ kind: 'started' })
      }
      for (const address of alike) {
        expect(await state.log.readAnswer(address, { consistent: true })).toEqual(answerOf(address))
      }
    })
  })
}
