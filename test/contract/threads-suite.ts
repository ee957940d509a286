import { beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../shared/api/answer.ts'
import { ANSWER_EXAMPLE } from '../../shared/api/openapi-examples.ts'
import type { ThreadRecord, Threads, TurnRecord } from '../../shared/ports/threads.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

const ANSWER = ANSWER_EXAMPLE as Answer

export const thread = (id: string, at: number, title = ''): ThreadRecord => ({
  id,
  title,
  createdAt: at,
  updatedAt: at,
  turns: 0,
})

export const turn = (n: number, askedAt: number, answer: Answer | null = null): TurnRecord => ({
  n,
  question: `question ${n}`,
  standaloneQuestion: `standalone question ${n}`,
  resolvedBy: 'rules',
  answerId: `ans_${n}`,
  askedAt,
  requestKey: n === 1 ? 'key' : null,
  answer,
})

/** What every store of threads does. `start`: two clients of one store, and the time there. */
export function threadsSuite(
  name: string,
  start: () => Promise<{ one: Threads; two: Threads; now: () => number }>,
): void {
  describe(`threads in ${name}`, () => {
    let one: Threads
    let two: Threads
    let at: number
    beforeAll(async () => {
      const world = await start()
      one = world.one
      two = world.two
      at = world.now()
    })
    const ids = async (owner: string, cursor: string | null = null, limit = 10) =>
      (await two.list(owner, { limit, cursor })).threads.map(({ id }) => id)

    it('keeps what was created, for its owner alone', async () => {
      await one.create('user:acme/ann', thread('a', at, 'Tides'))
      expect(await two.get('user:acme/ann', 'a')).toEqual(thread('a', at, 'Tides'))
      expect(await two.get('user:acme/bob', 'a')).toBeUndefined()
      expect(await ids('user:acme/bob')).toEqual([])
    })

    it('keeps one partition a thread, whatever the names are', async () => {
      await one.create('user:acme/x', thread('y', at))
      await one.create('user:acme/x#y', thread('z', at))
      await one.append('user:acme/x', 'y', turn(1, at), { title: 't' })
      expect(await ids('user:acme/x#y')).toEqual(['z'])
      expect(await ids('user:acme/x')).toEqual(['y'])
    })

    it('appends turns, and tells them latest first', async () => {
      await one.create('user:turns', thread('t', at))
      for (const n of [1, 2, 3]) {
        const copy = n === 2 ? ANSWER : null
        expect(await one.append('user:turns', 't', turn(n, at + n, copy), { title: `title ${n}` })).toBe(
          'appended',
        )
      }
      const read = { before: null, limit: 2 }
      expect(await two.turns('user:turns', 't', read)).toEqual([turn(3, at + 3), turn(2, at + 2, ANSWER)])
      expect(await two.turns('user:turns', 't', { before: 2, limit: 5 })).toEqual([turn(1, at + 1)])
      expect(await two.get('user:turns', 't')).toEqual({
        ...thread('t', at, 'title 1'),
        updatedAt: at + 3,
        turns: 3,
      })
    })

    it('takes one turn of a number', async () => {
      await one.create('user:race', thread('t', at))
      const [first, second] = await Promise.all([
        one.append('user:race', 't', turn(1, at), { title: 'x' }),
        two.append('user:race', 't', { ...turn(1, at), question: 'another' }, { title: 'x' }),
      ])
      expect([first, second].toSorted()).toEqual(['appended', 'taken'])
      expect(await one.turns('user:race', 't', { before: null, limit: 9 })).toHaveLength(1)
    })

    it('gives a turn its copy later, and takes it away', async () => {
      await one.create('user:keep', thread('t', at))
      await one.append('user:keep', 't', turn(1, at), { title: 'x' })
      await one.keep('user:keep', 't', 1, ANSWER)
      expect(await two.turns('user:keep', 't', { before: null, limit: 1 })).toEqual([turn(1, at, ANSWER)])
      await one.keep('user:keep', 't', 1, null)
      expect(await two.turns('user:keep', 't', { before: null, limit: 1 })).toEqual([turn(1, at)])
      await one.keep('user:keep', 't', 7, ANSWER)
      expect(await two.turns('user:keep', 't', { before: null, limit: 9 })).toHaveLength(1)
    })

    it('has no copy of an answer that is too long for an item', async () => {
      const random = createSeededRandom(7)
      const letter = () => String.fromCharCode(0x4e00 + Math.floor(random() * 20_000))
      const synopsis = Array.from({ length: 200_000 }, letter).join('')
      await one.create('user:long', thread('t', at))
      const long = turn(1, at, { ...ANSWER, synopsis })
      expect(await one.append('user:long', 't', long, { title: 'x' })).toBe('appended')
      expect(await two.turns('user:long', 't', { before: null, limit: 1 })).toEqual([turn(1, at)])
    })

    it('lists by last use, page by page', async () => {
      for (const [n, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        await one.create('user:list', thread(id, at + n))
      }
      await one.rename('user:list', 'a', { title: 'renamed', at: at + 100 })
      await one.append('user:list', 'b', turn(1, at + 50), { title: 'x' })
      expect(await ids('user:list')).toEqual(['a', 'b', 'e', 'd', 'c'])
      const first = await two.list('user:list', { limit: 2, cursor: null })
      expect(first.threads.map(({ title }) => title)).toEqual(['renamed', 'x'])
      const second = await two.list('user:list', { limit: 2, cursor: first.nextCursor })
      expect(second.threads.map(({ id }) => id)).toEqual(['e', 'd'])
      const third = await two.list('user:list', { limit: 2, cursor: second.nextCursor })
      expect(third.threads.map(({ id }) => id)).toEqual(['c'])
      expect(third.nextCursor).toBeNull()
    })

    it('keeps a name that was given', async () => {
      await one.create('user:name', thread('t', at, 'mine'))
      await one.append('user:name', 't', turn(1, at + 1), { title: 'theirs' })
      expect((await two.get('user:name', 't'))?.title).toBe('mine')
    })

    it('removes a thread with its turns', async () => {
      await one.create('user:gone', thread('t', at))
      for (const n of [1, 2, 3]) await one.append('user:gone', 't', turn(n, at), { title: 'x' })
      expect(await two.remove('user:gone', 't')).toBe('removed')
      expect(await one.get('user:gone', 't')).toBeUndefined()
      expect(await one.turns('user:gone', 't', { before: null, limit: 9 })).toEqual([])
      expect(await two.remove('user:gone', 't')).toBe('gone')
      expect(await one.rename('user:gone', 't', { title: 'x', at })).toBe('gone')
      expect(await one.append('user:gone', 't', turn(4, at), { title: 'x' })).toBe('gone')
      expect(await one.turns('user:gone', 't', { before: null, limit: 9 })).toEqual([])
    })

    it('names all threads of an owner', async () => {
      await one.create('user:all', thread('a', at))
      await one.create('user:all', thread('b', at))
      const all: string[] = []
      for await (const id of two.all('user:all')) all.push(id)
      expect(all).toEqual(['a', 'b'])
    })
  })
}
