import { mapConcurrent } from './map-concurrent.ts'

/**
 * Runs `task` over the items, `size` at a time and at most `limit` tasks at once; what they give, in the order
 * of the items. When one fails, its failure is thrown and the others' signal aborts.
 */
export async function inBatches<Item, Outcome>(
  items: readonly Item[],
  { size, limit, signal }: { size: number; limit: number; signal: AbortSignal },
  task: (batch: readonly Item[], signal: AbortSignal) => Promise<readonly Outcome[]>,
): Promise<Outcome[]> {
  signal.throwIfAborted()
  const own = new AbortController()
  const either = AbortSignal.any([signal, own.signal])
  const count = Math.ceil(items.length / size)
  const starts = Array.from({ length: count }, (_, index) => index * size)
  const run = async (start: number) => ({
    start,
    outcomes: await task(items.slice(start, start + size), either),
  })
  const all: Outcome[] = []
  try {
    for await (const { start, outcomes } of mapConcurrent(starts, limit, run)) {
      for (const [offset, outcome] of outcomes.entries()) all[start + offset] = outcome
    }
  } finally {
    // When one failed, nobody needs the others.
    own.abort()
  }
  return all
}
