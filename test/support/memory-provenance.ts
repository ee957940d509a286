import type { Clock } from '../../shared/ports/clock.ts'
import type { Dependent, Provenance, SourceName } from '../../shared/ports/provenance.ts'

const KEPT_MS = 31 * 24 * 3_600_000
const MARK_KEPT_MS = 400 * 24 * 3_600_000

/** Provenance of one process; every call fails with `failure` while it is set. */
export function createMemoryProvenance({ clock }: { clock: Pick<Clock, 'now'> }) {
  const marks = new Map<SourceName, { purgedAt: number; until: number }>()
  const rows = new Map<SourceName, Map<string, number>>()
  const fail = () => {
    if (memory.failure) throw memory.failure
  }
  const store: Provenance = {
    async record(sources, dependent) {
      fail()
      for (const source of sources) {
        const ofSource = rows.get(source) ?? new Map<string, number>()
        rows.set(source, ofSource.set(JSON.stringify(dependent), clock.now() + KEPT_MS))
      }
    },
    async marks(sources) {
      fail()
      const found = new Map<SourceName, number>()
      for (const source of sources) {
        const mark = marks.get(source)
        if (mark && mark.until > clock.now()) found.set(source, mark.purgedAt)
      }
      return found
    },
    async purge(source, { at }) {
      fail()
      const purgedAt = Math.max((marks.get(source)?.purgedAt ?? 0) + 1, at)
      marks.set(source, { purgedAt, until: clock.now() + MARK_KEPT_MS })
    },
    async *dependents(source) {
      fail()
      for (const [json, until] of rows.get(source) ?? []) {
        if (until > clock.now()) yield JSON.parse(json) as Dependent
      }
    },
  }
  const memory = { ...store, failure: undefined as Error | undefined }
  return memory
}
