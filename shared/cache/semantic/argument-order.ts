import type { Alignment } from './align.ts'
import type { QuestionFacts, Word } from './question-facts.ts'

const JOINING = new Set(['and', 'or', 'vs', 'versus', 'nor'])
const BETWEEN_JOINED = new Set(['a', 'an', 'the', 'between', 'both', 'either'])
const DIRECTIONS = new Set(
  'from to into onto than before after over under against via towards toward until'.split(' '),
)
const BE = new Set(['is', 'are', 'was', 'were', 'be', 'been', 'being', 'get', 'gets', 'got'])

type Placed = {
  word: Word
  at: number
  /** Place once a passive is turned round: "is X seen by Y" as "Y sees X". */
  rank: number
  /** The directional word it stands behind, "" for none. */
  slot: string
}

/** How many pairs of matched words changed places although their order matters, and whether a direction was turned. */
export function compareOrder(
  a: QuestionFacts,
  b: QuestionFacts,
  { pairs }: Alignment,
): { inversions: number; isTurned: boolean; isReordered: boolean } {
  if (a.script === 'han') return compareHan(a, b)
  const [left, right] = [place(a.words), place(b.words)]
  const matched = pairs.flatMap((pair) => {
    const [one, other] = [left[pair.a], right[pair.b]]
    return one && other ? [{ one, other }] : []
  })
  const ordered = matched
    .flatMap((first, index) => matched.slice(index + 1).map((second): [Match, Match] => [first, second]))
    .filter(
      ([first, second]) =>
        first.one.word.stem !== second.one.word.stem &&
        !areJoined(a.words, first.one, second.one) &&
        !areJoined(b.words, first.other, second.other),
    )
  const reordered = ordered.filter(
    ([first, second]) => (first.one.rank - second.one.rank) * (first.other.rank - second.other.rank) < 0,
  )
  return {
    inversions: reordered.filter(([first, second]) => !keptSlots(first, second)).length,
    isTurned: ordered.some(([first, second]) => haveTurned(first, second)),
    isReordered: reordered.length > 0,
  }
}

type Match = { one: Placed; other: Placed }

const keptSlots = (first: Match, second: Match): boolean =>
  first.one.slot === first.other.slot &&
  second.one.slot === second.other.slot &&
  (first.one.slot !== '' || second.one.slot !== '') &&
  first.one.slot !== second.one.slot

/** What stood behind a directional word no longer does, and the other now does. */
function haveTurned(first: Match, second: Match): boolean {
  const turned = (x: Match, y: Match) =>
    x.one.slot !== '' &&
    x.one.slot === y.other.slot &&
    y.one.slot !== x.one.slot &&
    x.other.slot !== x.one.slot
  return turned(first, second) || turned(second, first)
}

function areJoined(words: readonly Word[], one: Placed, other: Placed): boolean {
  const [from, to] = one.at < other.at ? [one.at, other.at] : [other.at, one.at]
  const between = words.slice(from + 1, to)
  return (
    between.length <= 6 &&
    between.some(({ text }) => JOINING.has(text)) &&
    between.every(({ text, telling }) => telling || JOINING.has(text) || BETWEEN_JOINED.has(text))
  )
}

function place(words: readonly Word[]): Placed[] {
  const placed: Placed[] = []
  let slot = ''
  for (const [at, word] of words.entries()) {
    if (word.telling) placed.push({ word, at, rank: placed.length, slot })
    else if (!BETWEEN_JOINED.has(word.text)) slot = DIRECTIONS.has(word.text) ? word.text : ''
  }
  return turnPassive(words, placed)
}

function turnPassive(words: readonly Word[], placed: Placed[]): Placed[] {
  const by = words.findIndex(({ text }, at) => text === 'by' && words[at - 1]?.telling === true)
  if (by < 0 || !words.slice(0, by).some(({ text }) => BE.has(text))) return placed
  const verb = placed.filter(({ at }) => at < by).at(-1)
  const turned = [
    ...placed.filter(({ at }) => at > by),
    ...placed.filter((one) => one === verb),
    ...placed.filter((one) => one.at < by && one !== verb),
  ]
  return placed.map((one) => ({ ...one, rank: turned.indexOf(one) }))
}

/** "从北京到上海" against "从上海到北京"; "A和B" against "B和A" says the same. */
const HAN_FRAMES = [
  /从(.+?)到(.+?)(?=怎么|多|要|的|坐|何时|$)/,
  /(.+?)比(.+?)(?=更|好|大|高|多|贵|快|强|还|厉害|怎么|$)/,
  /把(.+?)(?:转|换|变|改)成?(.+)/,
  /(.+?)(?:转换|兑换|转成|换成|转|兑|换|变成)(.+?)(?=怎么|汇率|$)/,
  /(.+?)(?:被|打败|打|喜欢|爱|欠)(.+)/,
]

function compareHan(a: QuestionFacts, b: QuestionFacts) {
  const isTurned = HAN_FRAMES.some((frame) => {
    const [one, other] = [frame.exec(a.form), frame.exec(b.form)]
    if (!one?.[1] || !one[2] || !other?.[1] || !other[2]) return false
    const [x, y] = [one[1].slice(-2), one[2].slice(0, 2)]
    return x !== y && other[1].endsWith(y) && other[2].startsWith(x)
  })
  return { inversions: isTurned ? 1 : 0, isTurned, isReordered: isTurned }
}
