/** Ask, or give the tone: where they stand says nothing. */
const LOOSE = /为什么|什么|怎么|何时|哪里|哪个|多少|[谁哪几吗呢吧啊呀哦嘛啦的了就都也还那这有]/g
/** Between two things that may change places: "A和B". */
const JOINING = /^.{0,3}(?:和|与|跟|同|或|还是|又|及|、).{0,2}$|^好?是$|^就?是/
const LONGEST = 60

/** "北京到上海" against "上海到北京": two parts changed places around what stands between them. */
export function areHanPartsTurned(a: string, b: string): boolean {
  const [one, other] = trimShared(a.replace(LOOSE, ''), b.replace(LOOSE, ''))
  if (one.length !== other.length || one.length > LONGEST || one === '') return false
  const first = longest(one.length, (size) => other.endsWith(one.slice(0, size)))
  const last = longest(one.length - first, (size) => other.startsWith(one.slice(one.length - size)))
  const between = one.slice(first, one.length - last)
  return (
    first > 0 &&
    last > 0 &&
    between !== '' &&
    between === other.slice(last, other.length - first) &&
    !JOINING.test(between)
  )
}

function longest(most: number, holds: (size: number) => boolean): number {
  for (let size = most - 1; size > 0; size -= 1) if (holds(size)) return size
  return 0
}

function trimShared(a: string, b: string): [string, string] {
  let [from, end] = [0, 0]
  const shortest = Math.min(a.length, b.length)
  while (from < shortest && a[from] === b[from]) from += 1
  while (end < shortest - from && a.at(-1 - end) === b.at(-1 - end)) end += 1
  return [a.slice(from, a.length - end), b.slice(from, b.length - end)]
}
