/**
 * Sums in memory and hands the sums to a store, at most once in `flushEveryMs` while there are any. What could
 * not be written stays and goes with the next flush. A head is known by its identity, which costs a hit less
 * than a name would; two that say the same are two rows, and add up in the store.
 */
export function createSumRecorder<Head extends object, Name extends string>(options: {
  /** Adds a sum to what is stored: all of its counts or none. */
  write: (head: Head, counts: Partial<Record<Name, number>>) => Promise<void>
  /** Where a sum goes when there are more than `rowsAtMost`: while the store is away the newest of its kind. */
  insteadOf: (head: Head, rows: readonly Head[]) => Head | undefined
  rowsAtMost: number
  /** Default 1,000. */
  flushEveryMs?: number | undefined
}) {
  const { write, insteadOf, rowsAtMost, flushEveryMs = 1_000 } = options
  type Row = { head: Head; counts: Partial<Record<Name, number>> }
  let rows = new Map<Head, Row>()
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | undefined
  let closed = false

  const rowOf = (head: Head): Row => {
    const there = rows.get(head)
    if (there) return there
    const known = rows.size < rowsAtMost ? head : (insteadOf(head, [...rows.keys()]) ?? head)
    const row = rows.get(known) ?? { head: known, counts: {} }
    rows.set(known, row)
    return row
  }
  const sum = ({ counts }: Row, name: Name, by: number) => {
    counts[name] = (counts[name] ?? 0) + by
  }
  const writeRow = async ({ head, counts }: Row) => {
    try {
      await write(head, counts)
    } catch {
      const kept = rowOf(head)
      for (const [name, by] of Object.entries(counts) as [Name, number][]) sum(kept, name, by)
    }
  }

  const flush = async () => {
    // What a flush that is under way took with it is not ours to write; what came after is.
    while (flushing !== undefined) await flushing
    if (rows.size === 0) return
    const taken = [...rows.values()]
    rows = new Map()
    flushing = Promise.all(taken.map(writeRow)).then(() => {
      flushing = undefined
    })
    await flushing
  }

  const schedule = () => {
    if (timer !== undefined || closed || rows.size === 0) return
    const next = () => {
      timer = undefined
      schedule()
    }
    timer = setTimeout(() => void flush().then(next), flushEveryMs)
    // Figures are no reason to keep a process alive.
    timer.unref()
  }

  return {
    add(head: Head, name: Name, by: number) {
      if (!(by > 0 && Number.isFinite(by))) return
      sum(rowOf(head), name, by)
      schedule()
    },
    /** As `add`, all of it at once. */
    addAll(head: Head, counts: Partial<Record<Name, number>>) {
      const row = rowOf(head)
      for (const name in counts) sum(row, name, counts[name] ?? 0)
      schedule()
    },
    /** Writes what was added before the call. Never rejects. */
    flush,
    /** The last flush; what is added after it is written only by another `flush`. */
    async close() {
      closed = true
      clearTimeout(timer)
      await flush()
    },
  }
}
