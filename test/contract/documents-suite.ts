import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChangeRow, DocumentChange, DocumentRecord, Documents } from '../../shared/ports/documents.ts'

export const documentRecord = (id: string, title = `Title of ${id}`): DocumentRecord => ({
  id,
  title,
  origin: null,
  language: 'en',
  characters: 12,
  contentHash: 'a'.repeat(64),
  textKey: `documents/${id}`,
  site: null,
  published: null,
  updatedAt: 1_800_000_000_000,
})

export const put = (id: string, title?: string): DocumentChange => ({
  kind: 'put',
  document: documentRecord(id, title),
})
const remove = (id: string): DocumentChange => ({ kind: 'remove', id })

export async function rowsAfter(
  documents: Documents,
  collection: string,
  after: number,
): Promise<ChangeRow[]> {
  const rows: ChangeRow[] = []
  for await (const row of documents.changesAfter(collection, after)) rows.push(row)
  return rows
}

/** What every store of documents must do. `make` gives several writers on one store, as processes have. */
export function documentsSuite(name: string, make: () => Promise<{ one: Documents; two: Documents }>): void {
  describe(`documents: ${name}`, () => {
    let one: Documents
    let two: Documents
    let collection: string
    let collections = 0

    beforeAll(async () => {
      const made = await make()
      one = made.one
      two = made.two
    })
    beforeEach(() => {
      collections += 1
      collection = `tenant:t${collections}`
    })
    const idsOf = async (limit = 100) =>
      (await one.list(collection, { limit })).documents.map((document) => document.id)

    it('has version 0 and no documents before the first commit', async () => {
      expect(await one.version(collection)).toBe(0)
      expect(await one.get(collection, 'a')).toBeUndefined()
      expect(await one.list(collection, { limit: 10 })).toEqual({ documents: [], nextCursor: null })
      expect(await rowsAfter(one, collection, 0)).toEqual([])
    })

    it('numbers commits from 1 and shows them to other writers at once', async () => {
      expect(await one.commit(collection, [put('a'), put('b')])).toBe(1)
      expect(await two.commit(collection, [put('a', 'New title')])).toBe(2)
      expect(await one.version(collection)).toBe(2)
      expect(await one.get(collection, 'a')).toEqual(documentRecord('a', 'New title'))
      expect(await two.get(collection, 'b')).toEqual(documentRecord('b'))
    })

    it('gives the rows after a version, ascending', async () => {
      await one.commit(collection, [put('a')])
      await one.commit(collection, [put('b'), remove('a')])
      await one.commit(collection, [put('c')])
      expect(await rowsAfter(two, collection, 1)).toEqual([
        { version: 2, changes: [put('b'), remove('a')] },
        { version: 3, changes: [put('c')] },
      ])
      expect(await rowsAfter(two, collection, 3)).toEqual([])
    })

    it('reads more than 10 versions and 1 MB of rows in order', async () => {
      for (let number = 1; number <= 12; number += 1) {
        await one.commit(
          collection,
          Array.from({ length: 40 }, (_, index) => put(`${index}`, noise(3_000))),
        )
      }
      const versions = (await rowsAfter(one, collection, 0)).map(({ version }) => version)
      expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    })

    it('leaves removed documents out, and takes them back when they are put again', async () => {
      await one.commit(collection, [put('a'), put('b'), put('c')])
      await one.commit(collection, [remove('b'), remove('never there')])
      expect(await idsOf()).toEqual(['a', 'c'])
      expect(await one.get(collection, 'b')).toBeUndefined()
      await one.commit(collection, [put('b', 'Back')])
      expect(await one.get(collection, 'b')).toEqual(documentRecord('b', 'Back'))
    })

    it('lets the last change of a document in one commit count', async () => {
      await one.commit(collection, [put('a'), remove('a'), remove('b'), put('b')])
      expect(await idsOf()).toEqual(['b'])
    })

    it('takes 100 changes in one commit', async () => {
      const changes = Array.from({ length: 100 }, (_, index) => put(`d${String(index).padStart(3, '0')}`))
      expect(await one.commit(collection, changes)).toBe(1)
      expect(await idsOf(1_000)).toHaveLength(100)
    })

    it('lists by id in pages that skip what was removed', async () => {
      await one.commit(
        collection,
        ['e', 'b', 'd', 'a', 'c', 'f'].map((id) => put(id)),
      )
      await one.commit(collection, [remove('b'), remove('d'), remove('f')])
      const first = await one.list(collection, { limit: 2 })
      expect(first.documents.map(({ id }) => id)).toEqual(['a', 'c'])
      expect(first.nextCursor).not.toBeNull()
      const second = await one.list(collection, { limit: 2, cursor: first.nextCursor! })
      expect(second.documents.map(({ id }) => id)).toEqual(['e'])
      expect(second.nextCursor).toBeNull()
    })

    it('ends the last page without a cursor when it is exactly full', async () => {
      await one.commit(collection, [put('a'), put('b')])
      expect((await one.list(collection, { limit: 2 })).nextCursor).toBeNull()
    })

    it('goes on listing when the document at the cursor has gone', async () => {
      await one.commit(collection, [put('a'), put('b'), put('c')])
      const { nextCursor } = await one.list(collection, { limit: 2 })
      await one.commit(collection, [remove('b')])
      expect((await one.list(collection, { limit: 2, cursor: nextCursor! })).documents).toEqual([
        documentRecord('c'),
      ])
    })

    it('tells what a collection holds, through replacing and removing', async () => {
      const sized = (id: string, bytes?: number): DocumentChange => ({
        kind: 'put',
        document: { ...documentRecord(id), characters: 7, ...(bytes === undefined ? {} : { bytes }) },
      })
      expect(await one.totals(collection)).toEqual({ documents: 0, bytes: 0 })
      await one.commit(collection, [sized('a', 100), sized('b', 20), sized('a', 50), remove('never')])
      expect(await two.totals(collection)).toEqual({ documents: 2, bytes: 70 })
      await two.commit(collection, [sized('a', 5), sized('c')])
      expect(await one.totals(collection)).toEqual({ documents: 3, bytes: 32 })
      await one.commit(collection, [remove('b'), remove('b')])
      expect(await two.totals(collection)).toEqual({ documents: 2, bytes: 12 })
    })

    it('takes no more than is allowed, and always less', async () => {
      const allowed = { documents: 2, bytes: 100 }
      const sized = (id: string, bytes: number): DocumentChange => ({
        kind: 'put',
        document: { ...documentRecord(id), bytes },
      })
      await one.commit(collection, [sized('a', 60)], { allowed })
      await expect(two.commit(collection, [sized('b', 41)], { allowed })).rejects.toMatchObject({
        code: 'documents_quota_exceeded',
        quota: { documents: { used: 1, allowed: 2 }, bytes: { used: 60, allowed: 100 } },
      })
      await two.commit(collection, [sized('b', 40)], { allowed })
      await expect(one.commit(collection, [sized('c', 0)], { allowed })).rejects.toThrow(
        'The collection holds 2 of 2 documents and 100 of 100 bytes.',
      )
      await one.commit(collection, [sized('a', 59)], { allowed: { documents: 1, bytes: 10 } })
      await one.commit(collection, [remove('a')], { allowed: { documents: 0, bytes: 0 } })
      expect(await two.totals(collection)).toEqual({ documents: 1, bytes: 40 })
    })

    it('takes no more than is allowed of two writers at once', async () => {
      const allowed = { documents: 7, bytes: 1_000_000 }
      const commits = (documents: Documents, writer: string) =>
        Array.from({ length: 6 }, (_, n) => documents.commit(collection, [put(`${writer}${n}`)], { allowed }))
      const outcomes = await Promise.allSettled([...commits(one, 'x'), ...commits(two, 'y')])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
      expect(await idsOf(100)).toHaveLength(7)
    })

    it('keeps collections apart', async () => {
      await one.commit(`${collection}#x`, [put('a')])
      expect(await one.version(collection)).toBe(0)
      expect(await idsOf()).toEqual([])
    })

    it('loses no change and leaves no gap when two writers commit 20 times each', async () => {
      const commits = async (documents: Documents, writer: string) => {
        const versions: number[] = []
        for (let number = 0; number < 20; number += 1) {
          versions.push(
            await documents.commit(collection, [put(`${writer}${number}`), put('shared', writer)]),
          )
        }
        return versions
      }
      const versions = (await Promise.all([commits(one, 'x'), commits(two, 'y')])).flat()
      const upTo40 = Array.from({ length: 40 }, (_, index) => index + 1)
      expect(versions.sort((left, right) => left - right)).toEqual(upTo40)
      const rows = await rowsAfter(one, collection, 0)
      expect(rows.map(({ version }) => version)).toEqual(upTo40)
      expect(await idsOf(1_000)).toHaveLength(41)
      const last = rows.at(-1)!.changes.at(-1)!
      expect(await one.get(collection, 'shared')).toEqual(last.kind === 'put' && last.document)
    })
  })
}

/** Text that gzip cannot make small. */
const noise = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(35 + Math.floor(Math.random() * 90))).join('')
