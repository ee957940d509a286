/** What two texts have different between what they have alike: items of the one, and of the other. */
export type Hunk<Item> = {
  own: readonly Item[]
  other: readonly Item[]
  /** Index in the one text of the first item. */
  at: number
}

/**
 * Where one list differs from another, in order, after the longest common subsequence of their keys. A hunk may
 * have nothing on one side.
 */
export function hunks<Item extends { key: string }>(
  one: readonly Item[],
  other: readonly Item[],
): Hunk<Item>[] {
  const lengths = commonLengths(one, other)
  const length = (at: number, otherAt: number) => lengths[at * (other.length + 1) + otherAt] as number
  const found: Hunk<Item>[] = []
  let [from, otherFrom, at, otherAt] = [0, 0, 0, 0]
  const close = () => {
    if (at > from || otherAt > otherFrom)
      found.push({ own: one.slice(from, at), other: other.slice(otherFrom, otherAt), at: from })
  }
  while (at < one.length && otherAt < other.length) {
    if (one[at]?.key === other[otherAt]?.key) {
      close()
      at += 1
      otherAt += 1
      from = at
      otherFrom = otherAt
    } else if (length(at + 1, otherAt) >= length(at, otherAt + 1)) at += 1
    else otherAt += 1
  }
  at = one.length
  otherAt = other.length
  close()
  return found
}

/** At (i, j): how many keys the rests from i and from j have in common. */
function commonLengths(one: readonly { key: string }[], other: readonly { key: string }[]): Uint16Array {
  const width = other.length + 1
  const lengths = new Uint16Array((one.length + 1) * width)
  for (let at = one.length - 1; at >= 0; at -= 1)
    for (let otherAt = other.length - 1; otherAt >= 0; otherAt -= 1) {
      const [below, right] = [lengths[(at + 1) * width + otherAt], lengths[at * width + otherAt + 1]] as [
        number,
        number,
      ]
      const isSame = one[at]?.key === other[otherAt]?.key
      lengths[at * width + otherAt] = isSame
        ? (lengths[(at + 1) * width + otherAt + 1] as number) + 1
        : Math.max(below, right)
    }
  return lengths
}
