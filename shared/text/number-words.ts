const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'
const TENTHS = 'twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth'

/** Language -> the words for 0, 1, 2, … of the languages whose numbers are written together; English is put together. */
const COUNTED: Record<string, string> = {
  de: 'null _ zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  es: 'cero _ dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince',
  fr: 'zéro _ deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze',
  ru: 'ноль _ два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать',
}
const SCALES: Readonly<Record<string, number>> = {
  ...{ hundred: 1e2, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12, mn: 1e6, bn: 1e9 },
  ...{ hundert: 1e2, tausend: 1e3, millionen: 1e6, milliarden: 1e9, mio: 1e6, mrd: 1e9 },
  ...{
    mil: 1e3,
    millones: 1e6,
    mille: 1e3,
    millions: 1e6,
    milliards: 1e9,
    billions: 1e9,
    thousands: 1e3,
    hundreds: 1e2,
  },
  ...{ тысяч: 1e3, тысячи: 1e3, млн: 1e6, миллионов: 1e6, млрд: 1e9, миллиардов: 1e9 },
}

const ENGLISH = new Map<string, number>()
for (const [n, word] of UNITS.split(' ').entries()) ENGLISH.set(word, n)
for (const [n, word] of ORDINALS.split(' ').entries()) ENGLISH.set(word, n)
for (const [word, n] of [
  ['twice', 2],
  ['thrice', 3],
  ['dozen', 12],
] as const)
  ENGLISH.set(word, n)
for (const [n, tens] of TENS.split(' ').entries()) {
  ENGLISH.set(tens, 20 + 10 * n)
  ENGLISH.set(TENTHS.split(' ')[n] ?? '', 20 + 10 * n)
  for (let unit = 1; unit <= 9; unit += 1) {
    for (const list of [UNITS, ORDINALS]) ENGLISH.set(`${tens}-${list.split(' ')[unit]}`, 20 + 10 * n + unit)
  }
}
const OTHERS = new Map<string, ReadonlyMap<string, number>>(
  Object.entries(COUNTED).map(([language, words]) => [
    language,
    new Map(words.split(' ').flatMap((word, n) => (word === '_' ? [] : [[word, n] as const]))),
  ]),
)

/** The value of a lower-case word that is a number, cardinal or ordinal; undefined: it is none. */
export const valueOfWord = (word: string, language: string): number | undefined =>
  (OTHERS.get(language) ?? ENGLISH).get(word)

/** What a lower-case word behind a number multiplies it by. */
export const scaleOfWord = (word: string): number | undefined =>
  Object.hasOwn(SCALES, word) ? SCALES[word] : undefined

const HAN_DIGITS = '〇一二三四五六七八九'
const HAN_SCALES: Readonly<Record<string, number>> = {
  ...{ 十: 10, 百: 100, 千: 1e3 },
  ...{ 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 },
}

/** The value of a Chinese number, with digits before its scales: 三十五, 二〇一五, 3.5万. */
export function valueOfHan(text: string): number {
  const written = text.replaceAll('零', '〇').replaceAll(/[两兩]/g, '二')
  if (/^[〇一二三四五六七八九]+$/.test(written))
    return Number([...written].map((digit) => HAN_DIGITS.indexOf(digit)).join(''))
  let [total, section] = [0, 0]
  let digit: number | undefined
  for (const [part] of written.matchAll(/\d+(?:\.\d+)?|./gu)) {
    const scale = HAN_SCALES[part]
    if (scale === undefined) {
      digit = valueOfDigit(part)
      continue
    }
    if (scale < 1e4) section += (digit ?? 1) * scale
    else {
      total += (section + (digit ?? 0) || 1) * scale
      section = 0
    }
    digit = undefined
  }
  return total + section + (digit ?? 0)
}

const valueOfDigit = (part: string) => (HAN_DIGITS.includes(part) ? HAN_DIGITS.indexOf(part) : Number(part))
