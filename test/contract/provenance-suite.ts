import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Dependent, Provenance, SourceName } from '../../shared/ports/provenance.ts'

const START_MS = 1_800_000_000_000
const DAY_MS = 86_400_000

const answer = (scope: string, key: string): Dependent => ({ kind: 'answer', address: { scope, key } })
const item = (key: string): Dependent => ({ kind: 'item', key: { kind: 'P', scope: 'shared', key } })
const inOrder = (dependents: readonly Dependent[]) => [...dependents].map((one) => JSON.stringify(one)).sort()

/** What every provenance must do. `make` is called once; the suite scripts the clock it is given. */
export function provenanceSuite(
  name: string,
  make: (options: { clock: Clock }) => Promise<Provenance>,
): void {
  describe(`provenance: ${name}`, () => {
    let nowMs = START_MS
    let provenance: Provenance
    let source: SourceName
    let sources = 0
    const dependentsOf = async (of: SourceName) => {
      const found: Dependent[] = []
      for await (const dependent of provenance.dependents(of)) found.push(dependent)
      return found
    }

    beforeAll(async () => {
      provenance = await make({ clock: { now: () => nowMs, sleep: async () => undefined } })
    })
    beforeEach(() => {
      nowMs = START_MS
      sources += 1
      source = `url:https://example.org/${sources}`
    })

    it('knows nothing of a source that nobody used', async () => {
      expect(await dependentsOf(source)).toEqual([])
      expect(await provenance.marks([source])).toEqual(new Map())
      expect(await provenance.marks([])).toEqual(new Map())
    })

    it('tells all that was made from a source, each once', async () => {
      const host: SourceName = `host:h${sources}.example.org`
      const made = [answer('public', 'k1'), answer('tenant:a', 'k1'), answer('public', 'k2'), item('k1')]
      for (const dependent of [...made, ...made]) await provenance.record([source, host, source], dependent)
      await provenance.record([host], item('k9'))
      expect(inOrder(await dependentsOf(source))).toEqual(inOrder(made))
      expect(inOrder(await dependentsOf(host))).toEqual(inOrder([...made, item('k9')]))
    })

    it('records nothing where there is no source', async () => {
      await provenance.record([], item('k1'))
      expect(await dependentsOf(source)).toEqual([])
    })

    it('keeps apart dependents that look alike when joined', async () => {
      const long = 'x'.repeat(1_200)
      const made: Dependent[] = [
        answer('a#b', 'c'),
        answer('a', 'b#c'),
        answer('a%23b', 'c'),
        answer('A', 'shared#k'),
        answer(long, '1'),
        answer(long, '2'),
        { kind: 'item', key: { kind: 'P', scope: long, key: '1' } },
        { kind: 'item', key: { kind: 'R', scope: 'a', key: 'k' } },
        { kind: 'item', key: { kind: 'P', scope: 'a', key: 'k' } },
        { kind: 'item', key: { kind: 'D', scope: 'a', key: 'k' } },
      ]
      for (const dependent of made) await provenance.record([source], dependent)
      expect(inOrder(await dependentsOf(source))).toEqual(inOrder(made))
    })

    it('tells dependents of more than one page', async () => {
      const made = Array.from({ length: 900 }, (_, index) => answer(`tenant:${'x'.repeat(900)}`, `k${index}`))
      for (let from = 0; from < made.length; from += 30) {
        await Promise.all(made.slice(from, from + 30).map((one) => provenance.record([source], one)))
      }
      await provenance.purge(source, { at: START_MS })
      expect(inOrder(await dependentsOf(source))).toEqual(inOrder(made))
    })

    it('marks a source as purged, which is no dependent of it', async () => {
      await provenance.record([source], item('k1'))
      await provenance.purge(source, { at: START_MS })
      expect(await provenance.marks([source])).toEqual(new Map([[source, START_MS]]))
      expect(await dependentsOf(source)).toEqual([item('k1')])
    })

    it('never lets a mark fall, and makes every purge another one', async () => {
      const marksAfter = async (at: number) => {
        await provenance.purge(source, { at })
        return (await provenance.marks([source])).get(source)
      }
      expect(await marksAfter(1_000)).toBe(1_000)
      expect(await marksAfter(1_000)).toBe(1_001)
      expect(await marksAfter(500)).toBe(1_002)
      expect(await marksAfter(1_002)).toBe(1_003)
      expect(await marksAfter(1_004)).toBe(1_004)
      // As numbers, not as text.
      expect(await marksAfter(10_000)).toBe(10_000)
    })

    it('counts 20 purges of one instant', async () => {
      await Promise.all(Array.from({ length: 20 }, () => provenance.purge(source, { at: 5_000 })))
      expect((await provenance.marks([source])).get(source)).toBe(5_019)
    })

    it('tells the marks of 250 sources, asked for twice', async () => {
      const many = Array.from({ length: 250 }, (_, index): SourceName => `${source as 'url:'}/${index}`)
      const purged = many.filter((_, index) => index % 3 === 0)
      await Promise.all(purged.map((one, index) => provenance.purge(one, { at: 1_000 + index })))
      const marks = await provenance.marks([...many, ...many])
      expect([...marks].sort(([, one], [, other]) => one - other)).toEqual(
        purged.map((one, index) => [one, 1_000 + index]),
      )
    })

    it('takes names of any length and any characters, and keeps them apart', async () => {
      const long = `https://example.org/${'潮'.repeat(2_000)}`
      const names: SourceName[] = [
        `url:${long}1`,
        `url:${long}2`,
        `host:${long}1`,
        'document:a#b/c',
        'document:a%23b/c',
        'document:a/b#c',
        'document:/',
        'document:!',
        'document:\ud800/x',
        'document:\ud801/x',
        `document:${'\ud800'.repeat(1_000)}`,
        `document:${'\ud801'.repeat(1_000)}`,
        'host:',
      ]
      for (const [index, one] of names.entries()) {
        await provenance.record([one], item(`alike${index}`))
        await provenance.purge(one, { at: 1_000 + index })
      }
      expect(await provenance.marks(names)).toEqual(new Map(names.map((one, index) => [one, 1_000 + index])))
      for (const [index, one] of names.entries()) {
        expect(await dependentsOf(one)).toEqual([item(`alike${index}`)])
      }
    })

    it('forgets rows after 31 days, and marks after 400', async () => {
      await provenance.record([source], item('k1'))
      await provenance.record([source], item('k2'))
      await provenance.purge(source, { at: START_MS })
      nowMs = START_MS + DAY_MS
      await provenance.record([source], item('k2'))
      nowMs = START_MS + 31 * DAY_MS - 1_000
      expect(await dependentsOf(source)).toEqual([item('k1'), item('k2')])
      expect((await provenance.marks([source])).get(source)).toBe(START_MS)
      nowMs = START_MS + 31 * DAY_MS
      expect(await dependentsOf(source)).toEqual([item('k2')])
      nowMs = START_MS + 400 * DAY_MS - 1_000
      expect((await provenance.marks([source])).get(source)).toBe(START_MS)
      nowMs = START_MS + 400 * DAY_MS
      expect(await provenance.marks([source])).toEqual(new Map())
    })
  })
}
