import { expect, it } from 'vitest'
import type { Lease } from '../../shared/ports/answer-log.ts'
import { DAY_MS, describeLog, type MakeAnswerLog, START_MS } from './answer-log-fixtures.ts'

const FIRST = 1_800_000_001
const UNTIL = START_MS + 10_000

const LEASE: Lease = {
  fence: FIRST,
  fill: FIRST,
  state: 'filling',
  owner: 'one',
  until: UNTIL,
  readUntil: 0,
  startedBy: 'caller of one',
}

/** Who fills a key, and how long: start, take over, renew, release. */
export function answerLogLeasesSuite(name: string, make: MakeAnswerLog): void {
  describeLog(name, make, (state) => {
    const start = (owner = 'one') =>
      state.log.start(state.address, { owner, until: UNTIL, startedBy: `caller of ${owner}` })
    const takeOver = (owner: string, seen: Partial<Lease> = {}) =>
      state.log.takeOver(state.address, { owner, until: UNTIL + 20_000, seen: { ...LEASE, ...seen } })
    const at = (fence: number) => ({ ...state.address, fence })
    const readLease = () => state.log.readLease(state.address)

    it('takes the first fence of a key from the clock, and tells who has it', async () => {
      expect(await readLease()).toBeUndefined()
      expect(await start()).toEqual({ kind: 'started', fence: FIRST, fill: FIRST })
      expect(await readLease()).toEqual(LEASE)
    })

    it('does not start what is being filled, however long its lease has run out', async () => {
      await start('one')
      expect(await start('two')).toEqual({ kind: 'held', lease: LEASE })
      state.nowMs = UNTIL + 3_600_000
      expect(await start('two')).toEqual({ kind: 'held', lease: LEASE })
      expect(await readLease()).toEqual(LEASE)
    })

    it('takes the repeat of an own start for that start', async () => {
      await start('one')
      expect(await start('one')).toEqual({ kind: 'started', fence: FIRST, fill: FIRST })
      expect((await readLease())?.fence).toBe(FIRST)
    })

    it('lets exactly one of 50 parallel starts through, and tells the others whose lease it is', async () => {
      const starts = await Promise.all(Array.from({ length: 50 }, (_, index) => start(`owner ${index}`)))
      const winner = starts.findIndex(({ kind }) => kind === 'started')
      const lease = { ...LEASE, owner: `owner ${winner}`, startedBy: `caller of owner ${winner}` }
      expect(starts[winner]).toEqual({ kind: 'started', fence: FIRST, fill: FIRST })
      expect(starts.filter((_, index) => index !== winner)).toEqual(
        Array.from({ length: 49 }, () => ({ kind: 'held', lease })),
      )
    })

    it('starts another fill, one fence higher, after the one before is done', async () => {
      await start('one')
      await state.log.renewReading({ ...state.address, fill: FIRST }, { readUntil: UNTIL })
      await state.log.release(at(FIRST), { owner: 'one' })
      expect(await start('two')).toEqual({ kind: 'started', fence: 1_800_000_002, fill: 1_800_000_002 })
      expect(await readLease()).toEqual({
        ...LEASE,
        fence: 1_800_000_002,
        fill: 1_800_000_002,
        owner: 'two',
        startedBy: 'caller of two',
      })
    })

    it('takes a lease of a day ago as absent, and starts above its fences', async () => {
      await start('one')
      await takeOver('two')
      state.nowMs += DAY_MS - 1_000
      expect((await readLease())?.fence).toBe(1_800_000_002)
      expect(await start('three')).toMatchObject({ kind: 'held' })
      state.nowMs += 1_000
      expect(await readLease()).toBeUndefined()
      const started = await start('three')
      expect(started).toMatchObject({ kind: 'started' })
      const { fence, fill } = started as { fence: number; fill: number }
      expect(fence).toBeGreaterThan(1_800_000_002)
      expect(fill).toBe(fence)
      expect(await readLease()).toMatchObject({ fence, owner: 'three', state: 'filling' })
    })

    it('starts a fill that waits in a queue with a lease that has run out', async () => {
      await state.log.start(state.address, { owner: 'one', until: 0, startedBy: 'caller of one' })
      expect(await readLease()).toEqual({ ...LEASE, until: 0 })
      expect(await takeOver('worker', { until: 0 })).toEqual({ kind: 'taken', fence: 1_800_000_002 })
    })

    it('gives the next fence of the same fill to who takes it over', async () => {
      await start('one')
      await state.log.renewReading({ ...state.address, fill: FIRST }, { readUntil: UNTIL + 1 })
      expect(await takeOver('two')).toEqual({ kind: 'taken', fence: 1_800_000_002 })
      expect(await readLease()).toEqual({
        ...LEASE,
        fence: 1_800_000_002,
        owner: 'two',
        until: UNTIL + 20_000,
        readUntil: UNTIL + 1,
      })
    })

    it.each<Partial<Lease>>([
      { fence: FIRST - 1 },
      { fence: FIRST + 1 },
      { owner: 'other' },
      { until: UNTIL - 1 },
    ])('refuses to take over a lease that is no longer as it was seen: %j', async (seen) => {
      await start('one')
      expect(await takeOver('two', seen)).toEqual({ kind: 'refused' })
      expect(await readLease()).toEqual(LEASE)
    })

    it('refuses to take over what nobody started, what was renewed, and what is done', async () => {
      expect(await takeOver('two')).toEqual({ kind: 'refused' })
      expect(await readLease()).toBeUndefined()
      await start('one')
      await state.log.renew(at(FIRST), { owner: 'one', until: UNTIL + 1 })
      expect(await takeOver('two')).toEqual({ kind: 'refused' })
      await state.log.renew(at(FIRST), { owner: 'one', until: UNTIL })
      await state.log.release(at(FIRST), { owner: 'one' })
      expect(await takeOver('two')).toEqual({ kind: 'refused' })
      expect(await readLease()).toEqual({ ...LEASE, state: 'done' })
    })

    it('lets exactly one of 20 take a lease over', async () => {
      await start('one')
      const takings = await Promise.all(Array.from({ length: 20 }, (_, index) => takeOver(`owner ${index}`)))
      const taken = takings.filter(({ kind }) => kind === 'taken')
      expect(taken).toEqual([{ kind: 'taken', fence: 1_800_000_002 }])
      expect((await readLease())?.owner).toBe(`owner ${takings.findIndex(({ kind }) => kind === 'taken')}`)
    })

    it('takes the repeat of an own takeover for that takeover, and not for a second one', async () => {
      await start('one')
      expect(await takeOver('two')).toEqual({ kind: 'taken', fence: 1_800_000_002 })
      expect(await takeOver('two')).toEqual({ kind: 'taken', fence: 1_800_000_002 })
      expect(await takeOver('three')).toEqual({ kind: 'refused' })
      expect(await readLease()).toMatchObject({ fence: 1_800_000_002, owner: 'two' })
    })

    it('renews the lease of its owner and fence only, and leaves the reading alone unless it is told', async () => {
      await start('one')
      expect(await state.log.renew(at(FIRST), { owner: 'two', until: 1 })).toBe('superseded')
      expect(await state.log.renew(at(FIRST + 1), { owner: 'one', until: 1 })).toBe('superseded')
      expect(await readLease()).toEqual(LEASE)
      expect(await state.log.renew(at(FIRST), { owner: 'one', until: 7, readUntil: 8 })).toBe('renewed')
      expect(await readLease()).toEqual({ ...LEASE, until: 7, readUntil: 8 })
      expect(await state.log.renew(at(FIRST), { owner: 'one', until: 9 })).toBe('renewed')
      expect(await readLease()).toEqual({ ...LEASE, until: 9, readUntil: 8 })
    })

    it('does not renew a lease that was taken over, is done, or is not there', async () => {
      expect(await state.log.renew(at(FIRST), { owner: 'one', until: 1 })).toBe('superseded')
      expect(await readLease()).toBeUndefined()
      await start('one')
      await takeOver('two')
      expect(await state.log.renew(at(FIRST), { owner: 'one', until: 1 })).toBe('superseded')
      await state.log.release(at(1_800_000_002), { owner: 'two' })
      expect(await state.log.renew(at(1_800_000_002), { owner: 'two', until: 1 })).toBe('superseded')
      expect(await readLease()).toMatchObject({ state: 'done', until: UNTIL + 20_000 })
    })

    it('prolongs the reading of this fill only, only while it runs, and never shortens it', async () => {
      const renewReading = (fill: number, readUntil: number) =>
        state.log.renewReading({ ...state.address, fill }, { readUntil })
      const readUntil = async () => (await readLease())?.readUntil
      await renewReading(FIRST, 5)
      expect(await readLease()).toBeUndefined()
      await start('one')
      await renewReading(FIRST, 100)
      expect(await readUntil()).toBe(100)
      // As numbers, not as text.
      await renewReading(FIRST, 20)
      expect(await readUntil()).toBe(100)
      await renewReading(FIRST - 1, 300)
      expect(await readUntil()).toBe(100)
      await takeOver('two')
      await renewReading(FIRST, 200)
      expect(await readUntil()).toBe(200)
      await state.log.release(at(1_800_000_002), { owner: 'two' })
      await renewReading(FIRST, 400)
      expect(await readUntil()).toBe(200)
    })

    it('releases the lease of its owner and fence only, twice if need be', async () => {
      await start('one')
      await takeOver('two')
      expect(await state.log.release(at(FIRST), { owner: 'one' })).toBe('superseded')
      expect(await state.log.release(at(1_800_000_002), { owner: 'one' })).toBe('superseded')
      expect(await state.log.release(at(FIRST), { owner: 'two' })).toBe('superseded')
      expect((await readLease())?.state).toBe('filling')
      expect(await state.log.release(at(1_800_000_002), { owner: 'two' })).toBe('released')
      expect((await readLease())?.state).toBe('done')
      expect(await state.log.release(at(1_800_000_002), { owner: 'two' })).toBe('released')
    })

    it('does not make a lease by releasing one that is not there', async () => {
      expect(await state.log.release(at(7), { owner: 'one' })).toBe('superseded')
      expect(await readLease()).toBeUndefined()
    })

    it('does not start again, by the repeat of an old start, what was started since', async () => {
      await start('one')
      await state.log.release(at(FIRST), { owner: 'one' })
      await start('two')
      expect(await start('one')).toMatchObject({
        kind: 'held',
        lease: { owner: 'two', fence: 1_800_000_002 },
      })
    })
  })
}
