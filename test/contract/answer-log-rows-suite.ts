import { expect, it } from 'vitest'
import type { LogRow } from '../../shared/ports/answer-log.ts'
import {
  DAY_MS,
  describeLog,
  events,
  FACTS,
  type MakeAnswerLog,
  noise,
  type SuiteEvent,
} from './answer-log-fixtures.ts'

const end = { kind: 'end', first: 1, events: [{ type: 'done' }], facts: FACTS } satisfies LogRow<SuiteEvent>

/** The rows of a log: each position is written once. */
export function answerLogRowsSuite(name: string, make: MakeAnswerLog): void {
  describeLog(name, make, (state) => {
    const at = () => ({ ...state.address, fence: 5 })
    const append = (position: number, row: LogRow<SuiteEvent>, owner = 'one') =>
      state.log.append(at(), position, row, { owner })
    const readRows = (after = -1) => state.log.readRows(at(), { after })

    it('reads rows back as they were written, whole or after a position', async () => {
      const target = { scope: 'tenant:a', key: 'b~c', fill: 1, fence: 2 }
      const rows: LogRow<SuiteEvent>[] = [
        { kind: 'request', request: { question: 'Größe # 1?', nested: [1, null] }, until: 1 },
        events(0, 'short'),
        events(1, 'long '.repeat(2_000)),
        end,
        { kind: 'redirect', target },
        { kind: 'moved', fence: 6 },
        { ...end, facts: null },
      ]
      for (const [position, row] of rows.entries()) expect(await append(position, row)).toBe('appended')
      expect(await readRows()).toEqual(rows.map((row, position) => ({ position, row })))
      expect(await readRows(4)).toEqual([
        { position: 5, row: rows[5] },
        { position: 6, row: rows[6] },
      ])
      expect(await readRows(6)).toEqual([])
      expect(await readRows(99)).toEqual([])
    })

    it('appends at one position for exactly one of many writers', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => append(0, events(0, `from ${index}`), `owner ${index}`)),
      )
      expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1)
      const winner = outcomes.indexOf('appended')
      expect(await readRows()).toEqual([{ position: 0, row: events(0, `from ${winner}`) }])
    })

    it.each(['short', 'long '.repeat(2_000)])(
      'takes the repeat of an own append for that append',
      async (text) => {
        expect(await append(0, events(0, text))).toBe('appended')
        expect(await append(0, events(0, text))).toBe('appended')
        expect(await append(0, events(0, text), 'two')).toBe('taken')
        expect(await append(0, events(0, `${text}!`))).toBe('taken')
        expect(await readRows()).toEqual([{ position: 0, row: events(0, text) }])
      },
    )

    it('lets a closing row stop the writer of a log', async () => {
      await append(0, events(0, 'a'))
      expect(await append(1, { kind: 'moved', fence: 6 }, 'two')).toBe('appended')
      expect(await append(1, end)).toBe('taken')
      expect((await readRows(0))[0]?.row).toEqual({ kind: 'moved', fence: 6 })
    })

    it('stops reading at a missing row', async () => {
      await append(0, events(0, 'a'))
      await append(2, events(2, 'c'))
      expect(await readRows()).toHaveLength(1)
      expect(await readRows(0)).toEqual([])
      await append(1, events(1, 'b'))
      expect(await readRows()).toHaveLength(3)
    })

    it('keeps more than ten rows in the order of their positions', async () => {
      for (let position = 0; position < 12; position += 1)
        await append(position, events(position, `${position}`))
      expect((await readRows(8)).map(({ position }) => position)).toEqual([9, 10, 11])
    })

    it('reads a log of more than one page in order', async () => {
      // Each row is about 240 KB when gzipped, so that a page of 1 MB does not hold them all.
      const texts = Array.from({ length: 8 }, (_, index) => noise(index, 300_000))
      for (const [position, text] of texts.entries()) await append(position, events(position, text))
      const read = await readRows()
      expect(read.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(read.map(({ row }) => row.kind === 'events' && row.events[0]?.text)).toEqual(texts)
    })

    it('does not hand out what its readers could change', async () => {
      await append(0, events(0, 'a'))
      const [first] = await readRows()
      if (first?.row.kind === 'events') first.row.events[0]!.text = 'changed'
      expect(await readRows()).toEqual([{ position: 0, row: events(0, 'a') }])
    })

    it('takes the rows of a day ago as absent', async () => {
      await append(0, events(0, 'a'))
      state.nowMs += DAY_MS - 1_000
      expect(await readRows()).toHaveLength(1)
      state.nowMs += 1_000
      expect(await readRows()).toEqual([])
    })

    it('keeps apart scopes, keys and fences that look alike when joined', async () => {
      const alike = [
        { scope: 'a#b', key: 'c', fence: 1 },
        { scope: 'a', key: 'b#c', fence: 1 },
        { scope: 'a%23b', key: 'c', fence: 1 },
        { scope: 'a', key: 'b#c#1', fence: 1 },
        { scope: 'a', key: 'b', fence: 1 },
        { scope: 'a', key: 'b', fence: 11 },
        { scope: '', key: 'a#b', fence: 1 },
        { scope: 'a', key: 'b~c', fence: 1 },
        { scope: '\ud800', key: 'b', fence: 1 },
        { scope: '\ud801', key: 'b', fence: 1 },
        { scope: `user:acme/${'x'.repeat(900)}1`, key: 'b', fence: 1 },
        { scope: `user:acme/${'x'.repeat(900)}2`, key: 'b', fence: 1 },
      ]
      const rowOf = (log: object) => events(0, JSON.stringify(log))
      for (const log of alike) {
        expect(await state.log.append(log, 0, rowOf(log), { owner: 'one' })).toBe('appended')
      }
      for (const log of alike) {
        expect(await state.log.readRows(log, { after: -1 })).toEqual([{ position: 0, row: rowOf(log) }])
      }
    })
  })
}
