/**
 * Runs `task` over `items`, at most `limit` at once, and yields each outcome as it settles (not in input
 * order). A task must turn its failures into values; one that throws ends the iteration with its error.
 */
export async function* mapConcurrent<Item, Outcome>(
  items: readonly Item[],
  limit: number,
  task: (item: Item, index: number) => Promise<Outcome>,
): AsyncGenerator<Outcome> {
  const running = new Map<number, Promise<{ index: number; outcome: Outcome }>>()
  let next = 0
  const startNext = () => {
    const index = next++
    const item = items[index] as Item
    const settled = task(item, index).then((outcome) => ({ index, outcome }))
    // The consumer may be away when it fails, or may have left: the race tells it, or nobody needs to know.
    settled.catch(() => undefined)
    running.set(index, settled)
  }
  while (next < items.length && running.size < limit) startNext()
  while (running.size > 0) {
    const { index, outcome } = await Promise.race(running.values())
    running.delete(index)
    if (next < items.length) startNext()
    yield outcome
  }
}
