export type Rewording = (text: string, random: () => number) => string
type Likeness = (text: string, more: { random: () => number; other: string }) => string

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const ended = (text: string) => text.replace(/[?？.。\s]+$/, '')
const pick = (from: readonly string[], random: () => number) => from[Math.floor(random() * from.length)] ?? ''

const SAME: readonly (readonly string[])[] = [
  ['begin', 'start'],
  ['buy', 'purchase'],
  ['big', 'large'],
  ['movie', 'film'],
  ['doctor', 'physician'],
  ['car', 'automobile'],
  ['job', 'occupation'],
  ['many', 'numerous'],
  ['happened', 'occurred'],
  ['helped', 'assisted'],
  ['country', 'nation'],
  ['city', 'town'],
  ['company', 'firm'],
  ['show', 'display'],
  ['built', 'constructed'],
  ['required', 'needed'],
  ['important', 'significant'],
  ['find', 'locate'],
  ['get', 'obtain'],
  ['use', 'utilize'],
  ['used', 'utilized'],
  ['type', 'kind'],
  ['people', 'persons'],
  ['made', 'created'],
  ['gave', 'provided'],
  ['ended', 'finished'],
  ['allowed', 'permitted'],
  ['area', 'region'],
]

/** Ways to ask the same in other words. */
export const englishRewordings: readonly Rewording[] = [
  (text, random) =>
    `${pick(['Can you tell me', 'Please tell me', 'Do you know', 'I want to know'], random)} ${lowerFirst(text)}`,
  (text) => ended(text).toLowerCase(),
  (text) => text.replace(/ (?:the|a|an) /, ' '),
  (text) => text.replace(/^In what year (?:was|did)/i, 'When $&').replace(/When In what year/, 'When'),
  (text) => text.replace(/^What year/i, 'In which year'),
  (text) => text.replace(/^When /, 'In what year '),
  (text) => text.replace(/^What is the name of/i, 'Which is'),
  (text) => text.replace(/^How many (\S+ ?\S*) (are|were) /i, 'What $2 the number of $1 '),
  (text) => text.replace(/^What does (.+) mean\?/i, 'What is the meaning of $1?'),
  (text) => text.replace(/^Why /i, 'For what reason '),
  (text) => text.replace(/^What (?=\S+ (?:is|was|did|does|are)\b)/, 'Which '),
  (text) => text.replace(/^What was the reason/i, 'Why was it'),
  (text) =>
    text.replace(
      /^(\S.*?),? (in \d{4}|in [A-Z]\w+|during [^?]{3,30})\?$/,
      (_, head, tail) => `${upperFirst(tail)}, ${lowerFirst(head)}?`,
    ),
  (text) =>
    text.replace(/^In ([^,?]{3,30}), (.+)\?$/, (_, where, rest) => `${upperFirst(rest)} in ${where}?`),
  (text) => text.replace(/^(\w+) (was|were|is|are|did|does) /, '$1 exactly $2 '),
  (text) =>
    text.replace(/ (was|were|is|are) /, (all, verb, at: number) => (at < 8 ? ` ${verb} actually ` : all)),
  (text) => text.replace(/n't\b/, ' not'),
  (text, random) => swapLetters(text, random),
  (text, random) => exchangeSame(text, random),
  (text, random) => exchangeSame(text, random),
  (text) => text.replace(/\b(\w{3,}) and (\w{3,})\b/, '$2 and $1'),
  (text) => text.replace(/\b(\w{3,}) or (\w{3,})\b/, '$2 or $1'),
]

function swapLetters(text: string, random: () => number): string {
  const words = [...text.matchAll(/\b[a-z]{7,}\b/g)]
  const word = words[Math.floor(random() * words.length)]
  if (!word) return text
  const at = word.index + 2 + Math.floor(random() * (word[0].length - 4))
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2)
}

function exchangeSame(text: string, random: () => number): string {
  const groups = SAME.filter((group) => group.some((word) => new RegExp(`\\b${word}\\b`).test(text)))
  const group = groups[Math.floor(random() * groups.length)]
  if (!group) return text
  const [one = '', other = ''] = group
  return new RegExp(`\\b${one}\\b`).test(text)
    ? text.replace(new RegExp(`\\b${one}\\b`), other)
    : text.replace(new RegExp(`\\b${other}\\b`), one)
}

const SAME_ZH: readonly (readonly [RegExp, readonly string[]])[] = [
  [/什么时候|何时|哪一年/, ['什么时候', '何时', '啥时候']],
  [/怎么|如何|怎样/, ['怎么', '如何', '怎样', '怎么样才能']],
  [/为什么|为何/, ['为什么', '为何', '为啥']],
  [/哪里|哪儿|什么地方/, ['哪里', '哪儿', '什么地方']],
  [/是什么/, ['是啥', '指的是什么']],
  [/多少/, ['几', '多少']],
  [/谁/, ['谁', '什么人']],
  [/位于/, ['在', '坐落于']],
  [/开始/, ['开始', '起始']],
  [/可以/, ['能', '能够', '可以']],
  [/因为/, ['由于', '因为']],
  [/主要/, ['', '主要']],
  [/著名|有名/, ['著名', '有名']],
]

export const chineseRewordings: readonly Rewording[] = [
  (text, random) => pick(['请问', '我想知道', '你好，', '谁知道'], random) + text,
  (text) => ended(text),
  (text, random) => ended(text) + pick(['呢？', '啊', '？谢谢', '呀'], random),
  (text) => text.replace('的', ''),
  (text) => text.replace(/^(.{2,12})(在|于)(.{2,10}年)/, '$3$1'),
  ...SAME_ZH.map(
    ([from, to]): Rewording =>
      (text, random) =>
        text.replace(from, pick(to, random)),
  ),
]

/** Ways to ask something else with nearly the same words. */
export const LIKENESSES: readonly Likeness[] = [
  leaveOut,
  leaveOut,
  exchange,
  exchange,
  exchange,
  exchange,
  add,
  deny,
]

const SAYS_LITTLE = new Set(
  'what when where which whose whom does have been were with from that this these those there their they them than then into about also some many much very will would could should might'.split(
    ' ',
  ),
)
const contentWords = (text: string) =>
  [...text.matchAll(/(?<![\p{L}\p{N}])\p{L}{4,}(?![\p{L}])/gu)]
    .slice(1)
    .filter(([word]) => !SAYS_LITTLE.has(word.toLowerCase()))
const hanPairs = (text: string) =>
  [...text.matchAll(/\p{Script=Han}{2}/gu)].filter(
    ([pair]) => !/[的是什么谁哪几多少何时为怎如吗呢在了和与请问年有]/.test(pair),
  )
const hanCharacters = (text: string) => hanPairs(text).map((pair) => Object.assign(pair, [pair[0].charAt(0)]))
const spots = (text: string) =>
  /\p{Script=Han}/u.test(text) ? [...hanPairs(text), ...hanCharacters(text)] : contentWords(text)

function replaceSpot(text: string, random: () => number, by: (word: string) => string): string {
  const found = spots(text)
  const spot = found[Math.floor(random() * found.length)]
  if (!spot) return text
  const changed = text.slice(0, spot.index) + by(spot[0]) + text.slice(spot.index + spot[0].length)
  return changed.replace(/ {2,}/g, ' ')
}

function leaveOut(text: string, { random }: { random: () => number }): string {
  return replaceSpot(text, random, () => '')
}

function exchange(text: string, { random, other }: { random: () => number; other: string }): string {
  const words = spots(other).map(([word]) => word)
  return words.length === 0 ? text : replaceSpot(text, random, () => pick(words, random))
}

function add(text: string, { random, other }: { random: () => number; other: string }): string {
  const words = spots(other).map(([word]) => word)
  const space = /\p{Script=Han}/u.test(text) ? '' : ' '
  return words.length === 0
    ? text
    : replaceSpot(text, random, (word) => `${pick(words, random)}${space}${word}`)
}

function deny(text: string): string {
  if (/\p{Script=Han}/u.test(text)) return text.replace(/(是|能|会|在)/, '不$1')
  return text.replace(/\b(is|are|was|were|did|does|do|can)\b( \S+)/, '$1$2 not')
}
