import type { Alignment } from './align.ts'
import { areHanPartsTurned } from './han-order.ts'
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

/** "Wanted" is one, though it tells nothing. */
const isDeed = (word: Word | undefined) => word?.telling === true || word?.text.endsWith('ed') === true

function turnPassive(words: readonly Word[], placed: Placed[]): Placed[] {
  const by = words.findIndex(({ text }, at) => text === 'by' && isDeed(words[at - 1]))
  if (by < 0 || !words.slice(0, by).some(({ text }) => BE.has(text))) return placed
  const verb = placed.find(({ at }) => at === by - 1)
  const turned = [
    ...placed.filter(({ at }) => at > by),
    ...placed.filter((one) => one === verb),
    ...placed.filter((one) => one.at < by && one !== verb),
  ]
  return placed.map((one) => ({ ...one, rank: turned.indexOf(one) }))
}

function compareHan(a: QuestionFacts, b: QuestionFacts) {
  const isTurned = areHanPartsTurned(a.form, b.form)
  return { inversions: isTurned ? 1 : 0, isTurned, isReordered: isTurned }
}
