import type { ApiKeyRecord, ApiKeys } from '../../shared/ports/api-keys.ts'

/** Keys of one process; every call fails with `failure` while it is set. */
export function createMemoryApiKeys() {
  const records = new Map<string, ApiKeyRecord>()
  const fail = () => {
    memory.reads += 1
    if (memory.failure) throw memory.failure
  }
  const store: ApiKeys = {
    async get(id) {
      fail()
      return structuredClone(records.get(id))
    },
    async put(record) {
      fail()
      if ((records.get(record.id)?.version ?? 0) !== record.version - 1) return 'conflict'
      records.set(record.id, structuredClone(record))
      return 'stored'
    },
    async list({ limit, cursor }) {
      fail()
      const after = [...records.keys()].sort().filter((id) => cursor === null || id > cursor)
      const page = after.slice(0, limit)
      const keys = page.flatMap((id) => structuredClone(records.get(id)) ?? [])
      return { keys, nextCursor: after.length > limit ? (page.at(-1) ?? null) : null }
    },
  }
  const memory = { ...store, failure: undefined as Error | undefined, reads: 0 }
  return memory
}
