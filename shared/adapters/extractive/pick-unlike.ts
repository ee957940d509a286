/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): takes the best of what is left again and
 * again, each worth its score less `weight` times its likeness (0 to 1) to the nearest one taken.
 */
export function pickUnlike<Item extends { score: number }>(
  items: readonly Item[],
  options: { count: number; weight: number; likeness: (a: Item, b: Item) => number },
): Item[] {
  const { count, weight, likeness } = options
  const left = items.map((item) => ({ item, nearest: 0 }))
  const taken: Item[] = []
  const value = ({ item, nearest }: { item: Item; nearest: number }) => item.score - weight * nearest
  while (taken.length < count && left.length > 0) {
    const best = left.reduce((a, b) => (value(b) > value(a) ? b : a))
    left.splice(left.indexOf(best), 1)
    taken.push(best.item)
    for (const other of left) other.nearest = Math.max(other.nearest, likeness(other.item, best.item))
  }
  return taken
}
