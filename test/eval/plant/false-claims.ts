import type { Candidate } from './candidates.ts'

export type Others = { random: () => number; all: readonly Candidate[] }
export type FalsePlant = (candidate: Candidate, language: string, others: Others) => string | undefined

const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined =>
  items[Math.floor(random() * items.length)]

const NUMBER = /(?<![\p{L}\d.,])\d{1,4}(?![\p{L}\d]|[.,]\d)/gu
const WORD_NUMBERS = 'two three four five six seven eight nine ten'.split(' ')
const HAN_NUMBERS = [...'二三四五六七八九']

function changeNumber({ text }: Candidate, language: string, { random }: Others): string | undefined {
  const digits = pick([...text.matchAll(NUMBER)], random)
  if (digits) {
    const [old] = digits
    const by = 1 + Math.floor(random() * (old.length > 2 ? 30 : 6))
    return replaceAt(text, digits.index, old, String(Number(old) + by))
  }
  const pattern = language === 'en' ? /\b(?:two|three|four|five|six|seven|eight|nine|ten)\b/g : undefined
  const word = pattern && pick([...text.matchAll(pattern)], random)
  if (word) {
    const other = pick(
      WORD_NUMBERS.filter((one) => one !== word[0]),
      random,
    )
    return replaceAt(text, word.index, word[0], other ?? '')
  }
  const han =
    language === 'zh'
      ? pick([...text.matchAll(/[二三四五六七八九](?=[十年月日个位名次])/g)], random)
      : undefined
  if (!han) return undefined
  const other = pick(
    HAN_NUMBERS.filter((one) => one !== han[0]),
    random,
  )
  return replaceAt(text, han.index, han[0], other ?? '')
}

const NAME = /(?<=[\p{Ll}\d,] )\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}{2,})*/gu
const namesIn = (text: string) => [...text.matchAll(NAME)]

/** A name of the sentence becomes one of another sentence, of the same document where there is one. */
function swapName(candidate: Candidate, language: string, { random, all }: Others): string | undefined {
  if (language === 'de' || language === 'zh' || language === 'ar') return undefined
  const { text, document } = candidate
  const old = pick(namesIn(text), random)
  if (!old) return undefined
  const isNew = (name: string) => !text.includes(name) && !name.includes(old[0]) && !old[0].includes(name)
  const near = namesIn(document.text).map(([name]) => name)
  const far = namesIn(pick(all, random)?.document.text ?? '').map(([name]) => name)
  const name = pick((random() < 0.5 ? near : far).filter(isNew), random)
  return name === undefined ? undefined : replaceAt(text, old.index, old[0], name)
}

/** Two names of one sentence change places. */
function exchangeNames({ text }: Candidate, language: string): string | undefined {
  if (language !== 'en') return undefined
  const [one, other] = namesIn(text)
  const between = one && other ? text.slice(one.index + one[0].length, other.index) : ''
  // In a list, or between "and", the order says nothing.
  if (!one || !other || one[0] === other[0] || between.split(' ').length < 4 || /,| and | or /.test(between))
    return undefined
  const swapped = replaceAt(text, other.index, other[0], one[0])
  return replaceAt(swapped, one.index, one[0], other[0])
}

const DENIALS: Readonly<Record<string, readonly [RegExp, string]>> = {
  en: [/\b(is|was|are|were|has been|had been|can|could|will|would|should|may)\b(?! not)/, '$1 not'],
  de: [/\b(ist|war|sind|waren|wurde|wurden|hat|hatte|kann)\b/, '$1 nicht'],
  es: [/(?<=\s)(es|fue|era|son|fueron|tiene|había|puede)\b/, 'no $1'],
  ru: [/(?<=\s)(был|была|было|были|является|может|стал|стала)(?=\s)/, 'не $1'],
  zh: [/(是|会|會|能|可以|属于|屬於)(?!不|否)/, '不$1'],
  ar: [/(?<=\s)(كان|كانت|يمكن|تم)(?=\s)/, 'لم $1'],
}

function deny({ text }: Candidate, language: string): string | undefined {
  const [pattern, by] = DENIALS[language] ?? []
  if (!pattern || !by || / not |n't|不|没|無|无|nicht|kein/.test(text)) return undefined
  const told = text.replace(pattern, by)
  return told === text ? undefined : told
}

const PAST: Readonly<Record<string, string>> = {
  ...{
    began: 'begin',
    became: 'become',
    made: 'make',
    took: 'take',
    wrote: 'write',
    led: 'lead',
    gave: 'give',
  },
  ...{
    built: 'build',
    held: 'hold',
    found: 'find',
    used: 'use',
    moved: 'move',
    received: 'receive',
    joined: 'join',
  },
  ...{
    published: 'publish',
    started: 'start',
    produced: 'produce',
    introduced: 'introduce',
    reached: 'reach',
  },
  ...{ established: 'establish', developed: 'develop', signed: 'sign', returned: 'return', caused: 'cause' },
}
const ACTIVE = new RegExp(`^(?!.*\\b(?:not|never|no)\\b)([\\w' ]{2,40}?) (${Object.keys(PAST).join('|')}) `)

/** "failed to win" for "won", "is seldom" for "is", or the whole of it said to be false. */
function denyOtherwise({ text }: Candidate, language: string, { random }: Others): string | undefined {
  const lower = text.charAt(0).toLowerCase() + text.slice(1)
  if (language === 'zh') {
    const told = text.replace(
      /(?<![不没未])(获得|獲得|成为|成為|参加|參加|出版|进入|進入|加入|拥有|擁有)/,
      '从未$1',
    )
    return told === text ? undefined : told
  }
  if (language !== 'en' || /\b(?:not|never|no|few|only)\b|n't/.test(text)) return undefined
  const [, subject, verb = ''] = ACTIVE.exec(text) ?? []
  const ways = [
    verb && `${subject} ${pick(['failed to', 'declined to', 'was unable to'], random)} ${PAST[verb]} `,
    verb && `${subject} never ${verb} `,
  ].filter((way) => way !== '' && way !== undefined)
  const begun = pick(ways, random)
  if (begun) return text.replace(`${subject} ${verb} `, begun)
  const told = text.replace(/\b(is|was|are|were)\b/, `$1 ${pick(['seldom', 'no longer', 'hardly'], random)}`)
  return told === text ? `It is false that ${lower}` : told
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d )(?:km|kilometres|kilometers)\b/, 'miles'],
  [/(?<=\d )(?:metres|meters)\b/, 'feet'],
  [/(?<=\d )years\b/, 'months'],
  [/(?<=\d )(?:days|hours)\b/, 'weeks'],
  [/\bmillion\b/, 'billion'],
  [/\bthousands of\b/, 'hundreds of'],
  [/\$(?=\d)/, '€'],
  [/(?<=\d)公里/, '米'],
  [/(?<=\d)[万萬]/, '亿'],
]

function changeUnit({ text }: Candidate): string | undefined {
  const told = UNITS.find(([unit]) => unit.test(text))
  return told && text.replace(...told)
}

const PLACES =
  '日本 美国 美國 英国 英國 法国 法國 德国 德國 中国 中國 韩国 韓國 印度 俄罗斯 北京 上海 香港 台湾 台灣'.split(
    ' ',
  )

function changePlace({ text }: Candidate, language: string, { random }: Others): string | undefined {
  const old = language === 'zh' ? PLACES.find((place) => text.includes(place)) : undefined
  const others = PLACES.filter((place) => !text.includes(place))
  return old && text.replace(old, pick(others, random) ?? old)
}

const affirm = ({ text }: Candidate, language: string): string | undefined => {
  if (language !== 'en') return undefined
  const told = text.replace(/\b(is|was|are|were|did|does|do|has|had|have|could|can|would|will) not\b/, '$1')
  return told === text ? undefined : told
}

const elsewhere =
  (isNear: boolean): FalsePlant =>
  ({ document }, _, { random, all }) =>
    pick(
      all.filter(
        (other) =>
          other.document !== document &&
          (other.document.title === document.title) === isNear &&
          !document.text.includes(other.text),
      ),
      random,
    )?.text

/** What answers one question becomes what answers another, of the same document where there is one. */
const exchangeAnswer =
  (isNear: boolean): FalsePlant =>
  ({ text, answers }, _, { random, all }) => {
    const old = pick(
      answers.filter((answer) => text.includes(answer) && answer.length >= 2),
      random,
    )
    if (old === undefined) return undefined
    const from = isNear ? answers : (pick(all, random)?.answers ?? [])
    const others = from.filter(
      (one) => !text.includes(one) && !old.includes(one) && isCapital(one) === isCapital(old),
    )
    const other = pick(others, random)
    return other === undefined ? undefined : text.replace(old, other)
  }

const isCapital = (text: string) => /^\p{Lu}/u.test(text)

const ANTONYMS: Readonly<Record<string, readonly [string, string][]>> = {
  en: [
    ['increased', 'decreased'],
    ['higher', 'lower'],
    ['before', 'after'],
    ['largest', 'smallest'],
    ['northern', 'southern'],
    ['first', 'last'],
    ['early', 'late'],
    ['more', 'fewer'],
    ['won', 'lost'],
    ['most', 'least'],
    ['east', 'west'],
    ['oldest', 'youngest'],
    ['positive', 'negative'],
    ['support', 'oppose'],
    ['male', 'female'],
    ['public', 'private'],
  ],
  zh: [
    ['最大', '最小'],
    ['最高', '最低'],
    ['增加', '减少'],
    ['上升', '下降'],
    ['支持', '反对'],
    ['北部', '南部'],
    ['东部', '西部'],
    ['胜利', '失败'],
    ['开始', '结束'],
  ],
}

function opposite({ text }: Candidate, language: string, { random }: Others): string | undefined {
  const pairs = (ANTONYMS[language] ?? []).flatMap(
    ([one, other]) =>
      [
        [one, other],
        [other, one],
      ] as const,
  )
  const has = pairs.filter(([one]) =>
    language === 'zh' ? text.includes(one) : new RegExp(`\\b${one}\\b`).test(text),
  )
  const pair = pick(has, random)
  return pair && text.replace(pair[0], pair[1])
}

/** Claims that the passage does not back. */
export const FALSE_CLAIMS: Readonly<Record<string, FalsePlant>> = {
  number: changeNumber,
  name: swapName,
  exchanged: exchangeNames,
  opposite,
  denied: deny,
  denied_otherwise: denyOtherwise,
  unit: changeUnit,
  place: changePlace,
  affirmed: affirm,
  near: elsewhere(true),
  far: elsewhere(false),
}

/** Others that it does not back: any of its words replaced, names or not. */
export const OTHER_CLAIMS: Readonly<Record<string, FalsePlant>> = {
  answer_near: exchangeAnswer(true),
  answer_far: exchangeAnswer(false),
}

const replaceAt = (text: string, at: number, old: string, by: string) =>
  text.slice(0, at) + by + text.slice(at + old.length)
