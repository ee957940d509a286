import { randomBytes } from 'node:crypto'
import type { Thread, ThreadList, ThreadRequest, TurnList } from '../../api/threads.ts'
import type { Caller } from '../../ports/callers.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ThreadRecord, Threads } from '../../ports/threads.ts'
import { checkThreadId, noThread, ownerOf } from './owner.ts'
import { createTurnTeller, type TellerDeps } from './tell-turns.ts'

/** A person's conversations. All of it throws `forbidden` for callers whom nobody knows, `not_found` for others' threads. */
export interface Conversations {
  create(request: ThreadRequest, caller: Caller): Promise<Thread>
  list(page: { limit: number; cursor: string | null }, caller: Caller): Promise<ThreadList>
  get(id: string, caller: Caller): Promise<Thread>
  turns(id: string, page: { limit: number; cursor: number | null }, caller: Caller): Promise<TurnList>
  rename(id: string, title: string, caller: Caller): Promise<Thread>
  remove(id: string, caller: Caller): Promise<void>
}

const ID_BYTES = 15

function toThread({ id, title, turns, createdAt, updatedAt }: ThreadRecord): Thread {
  const created_at = new Date(createdAt).toISOString()
  return { id, title, turns, created_at, updated_at: new Date(updatedAt).toISOString() }
}

export function createConversations(deps: TellerDeps & { threads: Threads; clock: Clock }): Conversations {
  const { threads, clock } = deps
  const tell = createTurnTeller(deps)

  const find = async (id: string, caller: Caller): Promise<ThreadRecord> => {
    const owner = ownerOf(caller)
    checkThreadId(id)
    const found = await threads.get(owner, id)
    if (!found) throw noThread()
    return found
  }

  return {
    async create({ title }, caller) {
      const owner = ownerOf(caller)
      const at = clock.now()
      const id = `thr_${randomBytes(ID_BYTES).toString('hex')}`
      const record = { id, title, createdAt: at, updatedAt: at, turns: 0 }
      await threads.create(owner, record)
      return toThread(record)
    },

    async list(page, caller) {
      const { threads: found, nextCursor } = await threads.list(ownerOf(caller), page)
      return { threads: found.map(toThread), next_cursor: nextCursor }
    },

    get: async (id, caller) => toThread(await find(id, caller)),

    async turns(id, { limit, cursor }, caller) {
      await find(id, caller)
      const found = await threads.turns(ownerOf(caller), id, { before: cursor, limit: limit + 1 })
      const page = found.slice(0, limit)
      const next_cursor = found.length > limit ? (page.at(-1)?.n ?? null) : null
      return { turns: await tell(id, page, caller), next_cursor }
    },

    async rename(id, title, caller) {
      const owner = ownerOf(caller)
      checkThreadId(id)
      const renamed = await threads.rename(owner, id, { title, at: clock.now() })
      if (renamed === 'gone') throw noThread()
      return toThread(await find(id, caller))
    },

    async remove(id, caller) {
      const owner = ownerOf(caller)
      checkThreadId(id)
      if ((await threads.remove(owner, id)) === 'gone') throw noThread()
    },
  }
}
