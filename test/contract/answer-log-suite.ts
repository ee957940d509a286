import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AnswerAddress, AnswerLog, LogRow } from '../../shared/ports/answer-log.ts'
import type { Clock } from '../../shared/ports/clock.ts'

export type SuiteEvent = { type: string; text?: string }

const START_MS = 1_800_000_000_000
const DAY_MS = 86_400_000

const delta = (text: string): SuiteEvent => ({ type: 'delta', text })
const events = (first: number, ...texts: string[]): LogRow<SuiteEvent> => ({
  kind: 'events',
  first,
  events: texts.map(delta),
})
const end: LogRow<SuiteEvent> = { kind: 'end', first: 1, events: [{ type: 'done' }] }

/** What every store of answers must do. `make` is called once; the suite scripts the clock it is given. */
export function answerLogSuite(
  name: string,
  make: (options: { clock: Clock }) => Promise<AnswerLog<SuiteEvent>>,
): void {
  describe(`answer log: ${name}`, () => {
    let nowMs = START_MS
    let log: AnswerLog<SuiteEvent>
    let address: AnswerAddress
    let keys = 0
    const start = (owner = 'one') => log.start(address, { owner, until: nowMs + 10_000 })

    beforeAll(async () => {
      log = await make({ clock: { now: () => nowMs, sleep: async () => undefined } })
    })
    beforeEach(() => {
      nowMs = START_MS
      keys += 1
      address = { scope: 'public', key: `key${keys}` }
    })

    it('takes the first fence of a key from the clock and adds one for each later start', async () => {
      expect(await start()).toEqual({ fence: 1_800_000_001, fill: 1_800_000_001 })
      expect(await start('two')).toEqual({ fence: 1_800_000_002, fill: 1_800_000_002 })
    })

    it('gives 50 parallel starts of one key 50 distinct fences in a row', async () => {
      const starts = await Promise.all(Array.from({ length: 50 }, (_, index) => start(`owner ${index}`)))
      const fences = starts.map(({ fence }) => fence).sort((one, other) => one - other)
      expect(fences).toEqual(Array.from({ length: 50 }, (_, index) => 1_800_000_001 + index))
      expect(starts.every(({ fence, fill }) => fence === fill)).toBe(true)
      expect((await log.readLease(address))?.fence).toBe(1_800_000_050)
    })

    it('tells who holds the lease, and nothing of a key that nobody started', async () => {
      expect(await log.readLease(address)).toBeUndefined()
      await start()
      expect(await log.readLease(address)).toEqual({
        fence: 1_800_000_001,
        fill: 1_800_000_001,
        state: 'filling',
        owner: 'one',
        until: 1_800_000_010_000,
      })
    })

    it('releases the lease of its owner and fence only', async () => {
      const { fence } = await start('one')
      const newer = await start('two')
      expect(await log.release({ ...address, fence }, { owner: 'one' })).toBe('superseded')
      expect(await log.release({ ...address, fence: newer.fence }, { owner: 'one' })).toBe('superseded')
      expect((await log.readLease(address))?.state).toBe('filling')
      expect(await log.release({ ...address, fence: newer.fence }, { owner: 'two' })).toBe('released')
      expect((await log.readLease(address))?.state).toBe('done')
    })

    it('does not make a lease by releasing one that is not there', async () => {
      expect(await log.release({ ...address, fence: 7 }, { owner: 'one' })).toBe('superseded')
      expect(await log.readLease(address)).toBeUndefined()
    })

    it('reads rows back as they were written, whole or after a position', async () => {
      const at = { ...address, fence: 5 }
      const rows: LogRow<SuiteEvent>[] = [
        { kind: 'request', request: { question: 'Größe # 1?', nested: [1, null] }, until: 1 },
        events(0, 'short'),
        events(1, 'long '.repeat(2_000)),
        end,
      ]
      for (const [position, row] of rows.entries()) {
        expect(await log.append(at, position, row, { owner: 'one' })).toBe('appended')
      }
      expect(await log.readRows(at, { after: -1 })).toEqual(rows.map((row, position) => ({ position, row })))
      expect(await log.readRows(at, { after: 1 })).toEqual([
        { position: 2, row: rows[2] },
        { position: 3, row: rows[3] },
      ])
      expect(await log.readRows(at, { after: 3 })).toEqual([])
    })

    it('appends at one position for exactly one of many writers', async () => {
      const at = { ...address, fence: 5 }
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          log.append(at, 0, events(0, `from ${index}`), { owner: `owner ${index}` }),
        ),
      )
      expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1)
      const winner = outcomes.indexOf('appended')
      expect(await log.readRows(at, { after: -1 })).toEqual([
        { position: 0, row: events(0, `from ${winner}`) },
      ])
    })

    it.each(['short', 'long '.repeat(2_000)])(
      'takes the repeat of an own append for that append',
      async (text) => {
        const at = { ...address, fence: 5 }
        expect(await log.append(at, 0, events(0, text), { owner: 'one' })).toBe('appended')
        expect(await log.append(at, 0, events(0, text), { owner: 'one' })).toBe('appended')
        expect(await log.append(at, 0, events(0, text), { owner: 'two' })).toBe('taken')
        expect(await log.append(at, 0, events(0, `${text}!`), { owner: 'one' })).toBe('taken')
        expect(await log.readRows(at, { after: -1 })).toHaveLength(1)
      },
    )

    it('lets a closing row stop the writer of a log', async () => {
      const at = { ...address, fence: 5 }
      await log.append(at, 0, events(0, 'a'), { owner: 'one' })
      expect(await log.append(at, 1, { kind: 'moved', fence: 6 }, { owner: 'two' })).toBe('appended')
      expect(await log.append(at, 1, end, { owner: 'one' })).toBe('taken')
      expect((await log.readRows(at, { after: 0 }))[0]?.row).toEqual({ kind: 'moved', fence: 6 })
    })

    it('stops reading at a missing row', async () => {
      const at = { ...address, fence: 5 }
      await log.append(at, 0, events(0, 'a'), { owner: 'one' })
      await log.append(at, 2, events(2, 'c'), { owner: 'one' })
      expect(await log.readRows(at, { after: -1 })).toHaveLength(1)
      await log.append(at, 1, events(1, 'b'), { owner: 'one' })
      expect(await log.readRows(at, { after: -1 })).toHaveLength(3)
    })

    it('reads a log of more than one page in order', async () => {
      const at = { ...address, fence: 5 }
      // Each row is about 240 KB when gzipped, so that a page of 1 MB does not hold them all.
      const noise = Array.from({ length: 8 }, () =>
        Array.from({ length: 300_000 }, () => String.fromCharCode(32 + Math.floor(Math.random() * 90))).join(
          '',
        ),
      )
      for (const [position, text] of noise.entries()) {
        await log.append(at, position, events(position, text), { owner: 'one' })
      }
      const read = await log.readRows(at, { after: -1 })
      expect(read.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(read.map(({ row }) => row.kind === 'events' && row.events[0]?.text)).toEqual(noise)
    })

    const sealed = (fence: number, text: string) => ({
      fence,
      fill: 4,
      retrievedAt: 123,
      events: [delta(text)],
    })

    it('never lets the fence of an answer fall', async () => {
      expect(await log.readAnswer(address)).toBeUndefined()
      expect(await log.materialise(address, sealed(9, 'nine'))).toBe('stored')
      expect(await log.materialise(address, sealed(9, 'again'))).toBe('superseded')
      expect(await log.materialise(address, sealed(8, 'eight'))).toBe('superseded')
      expect(await log.readAnswer(address)).toEqual(sealed(9, 'nine'))
      // As numbers, not as text: 10 is above 9.
      expect(await log.materialise(address, sealed(10, 'ten'))).toBe('stored')
      expect(await log.readAnswer(address)).toEqual(sealed(10, 'ten'))
    })

    it('puts a tombstone over answers up to its fence, which keeps late copies out', async () => {
      await log.materialise(address, sealed(5, 'five'))
      expect(await log.purge(address, { fence: 4 })).toBe('superseded')
      expect(await log.purge(address, { fence: 5 })).toBe('purged')
      expect(await log.readAnswer(address)).toEqual({ purged: true, fence: 5 })
      expect(await log.materialise(address, sealed(5, 'late'))).toBe('superseded')
      expect(await log.materialise(address, sealed(6, 'six'))).toBe('stored')
      expect(await log.readAnswer(address)).toEqual(sealed(6, 'six'))
    })

    it('refuses an answer that one item cannot hold and keeps the one it has', async () => {
      const text = Array.from({ length: 500_000 }, () =>
        String.fromCharCode(32 + Math.floor(Math.random() * 90)),
      ).join('')
      const small = { fence: 1, fill: 1, retrievedAt: 1, events: [delta('small')] }
      await log.materialise(address, small)
      const large = { fence: 2, fill: 2, retrievedAt: 2, events: [delta(text)] }
      expect(await log.materialise(address, large)).toBe('too_large')
      expect(await log.readAnswer(address)).toEqual(small)
    })

    it('keeps apart scopes and keys that look alike when joined', async () => {
      const alike = [
        { scope: 'a#b', key: 'c', fence: 1 },
        { scope: 'a', key: 'b#c', fence: 1 },
        { scope: 'a%23b', key: 'c', fence: 1 },
        { scope: 'a', key: 'b#c#1', fence: 1 },
        { scope: 'a', key: 'b', fence: 1 },
        { scope: '', key: 'a#b', fence: 1 },
        { scope: '\ud800', key: 'b', fence: 1 },
        { scope: '\ud801', key: 'b', fence: 1 },
      ]
      for (const at of alike) {
        expect(await log.append(at, 0, events(0, JSON.stringify(at)), { owner: 'one' })).toBe('appended')
        expect(await log.materialise(at, { ...at, fill: 1, retrievedAt: 1, events: [] })).toBe('stored')
      }
      for (const at of alike) {
        expect(await log.readRows(at, { after: -1 })).toEqual([
          { position: 0, row: events(0, JSON.stringify(at)) },
        ])
      }
    })

    it('takes a log and a lease of a day ago as absent, and starts above their fences', async () => {
      const { fence } = await start()
      const at = { ...address, fence }
      await log.append(at, 0, events(0, 'a'), { owner: 'one' })
      nowMs += DAY_MS - 1_000
      expect(await log.readRows(at, { after: -1 })).toHaveLength(1)
      nowMs += 1_000
      expect(await log.readRows(at, { after: -1 })).toEqual([])
      expect(await log.readLease(address)).toBeUndefined()
      expect((await start('two')).fence).toBeGreaterThan(fence)
    })
  })
}
