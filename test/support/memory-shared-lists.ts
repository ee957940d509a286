import type { Clock } from '../../shared/ports/clock.ts'
import type { ListName, ListRow, SharedLists } from '../../shared/ports/shared-lists.ts'

/** Lists of one process; every call fails with `failure` while it is set. */
export function createMemorySharedLists({ clock }: { clock: Pick<Clock, 'now'> }) {
  const lists = new Map<string, Map<string, { row: ListRow; expiresAt: number }>>()
  const nameOf = ({ scope, name }: ListName) => JSON.stringify([scope, name])
  const skOf = ({ at, id }: ListRow) => `${String(at).padStart(15, '0')}#${id}`
  const store: SharedLists = {
    async append(list, row, { expiresAt }) {
      if (memory.failure) throw memory.failure
      const rows = lists.get(nameOf(list)) ?? new Map()
      lists.set(nameOf(list), rows.set(skOf(row), { row: structuredClone(row), expiresAt }))
    },
    async read(list, { since, limit }) {
      memory.reads += 1
      if (memory.failure) throw memory.failure
      const rows = [...(lists.get(nameOf(list)) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1))
      const kept = rows.filter(([, { row, expiresAt }]) => row.at >= since && expiresAt > clock.now())
      return kept.slice(-limit).map(([, { row }]) => structuredClone(row))
    },
  }
  const memory = { ...store, failure: undefined as Error | undefined, reads: 0 }
  return memory
}
