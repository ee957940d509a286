import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ListName, SharedLists } from '../../shared/ports/shared-lists.ts'

const START = 1_800_000_000_000
const LATER = { expiresAt: START + 86_400_000 }

/** What every store of lists must do. `make` gives two processes of one store, and their clock. */
export function sharedListsSuite(
  name: string,
  make: () => Promise<{ one: SharedLists; two: SharedLists; setNow: (ms: number) => void }>,
): void {
  describe(`shared lists: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>
    let count = 0
    let list: ListName = { scope: 'public', name: '' }
    const idsOf = async (options: { since: number; limit: number }, of = list) =>
      (await made.two.read(of, options)).map(({ id }) => id)

    beforeAll(async () => {
      made = await make()
    })
    beforeEach(() => {
      count += 1
      list = { scope: 'public', name: `list#${count}` }
      made.setNow(START)
    })

    it('is empty until something is appended', async () => {
      expect(await made.one.read(list, { since: 0, limit: 10 })).toEqual([])
    })

    it('tells what another process has appended, earliest first', async () => {
      const rows = [
        { at: START + 2, id: 'b', value: { question: 'Wer baut «das»? 🌉', until: 7 } },
        { at: START + 1, id: 'c#1', value: 'x'.repeat(5_000) },
        { at: START + 2, id: 'a', value: null },
      ]
      for (const row of rows) await made.one.append(list, row, LATER)
      expect(await made.two.read(list, { since: 0, limit: 10 })).toEqual([rows[1], rows[2], rows[0]])
    })

    it('reads from a time on, and the newest when there are more', async () => {
      for (let at = 0; at < 30; at += 1)
        await made.one.append(list, { at: START + at, id: `${at}`, value: at }, LATER)
      expect(await idsOf({ since: START + 27, limit: 10 })).toEqual(['27', '28', '29'])
      expect(await idsOf({ since: 0, limit: 2 })).toEqual(['28', '29'])
      expect(await idsOf({ since: START + 30, limit: 2 })).toEqual([])
    })

    it('replaces a row of the same time and id', async () => {
      await made.one.append(list, { at: START, id: 'a', value: 1 }, LATER)
      await made.two.append(list, { at: START, id: 'a', value: 2 }, LATER)
      expect(await made.one.read(list, { since: 0, limit: 10 })).toEqual([{ at: START, id: 'a', value: 2 }])
    })

    it('tells no more what has expired', async () => {
      await made.one.append(list, { at: START, id: 'short', value: 1 }, { expiresAt: START + 1_000 })
      await made.one.append(list, { at: START, id: 'long', value: 1 }, LATER)
      made.setNow(START + 1_000)
      expect(await idsOf({ since: 0, limit: 10 })).toEqual(['long'])
    })

    it.each([
      ['scope', { scope: 'tenant:acme' }],
      ['name', { name: 'other' }],
    ])('keeps lists of another %s apart', async (_, other) => {
      await made.one.append(list, { at: START, id: 'a', value: 1 }, LATER)
      expect(await idsOf({ since: 0, limit: 10 }, { ...list, ...other })).toEqual([])
    })
  })
}
