const DAY_MS = 86_400_000
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
)

/** Not an amount, a part of a number, or a count of things. */
const YEAR =
  /(?<![\p{L}\d$€£¥#.:])(?:1\d|20)\d\d(?![\d%$€£]|[.,:]\d| ?(?:km|kg|m|mm|cm|mg|g|mah|mhz|rpm|cc|calories|dollars|rupees|euros|people|words|usd|元|块|米|公里)(?![\p{L}]))/gu

/** The years from 1000 to 2099 that a lower-case text names as numbers, in order. */
export const yearsOf = (text: string): number[] => [...text.matchAll(YEAR)].map(([year]) => Number(year))

/**
 * Does a lower-case text name yesterday, today or tomorrow by date, as seen from UTC (so that today is in it
 * wherever the reader is)? `now`: ms since the epoch. A day without a year counts, a day of another year does not.
 */
export function namesDayNear(text: string, now: number): boolean {
  if (!/\d/.test(text)) return false
  return [-1, 0, 1].some((days) => patternOf(new Date(now + days * DAY_MS)).test(text))
}

/** One pattern a day of the process. */
const patterns = new Map<string, RegExp>()

function patternOf(date: Date): RegExp {
  const day = date.toISOString().slice(0, 10)
  const known = patterns.get(day)
  if (known) return known
  if (patterns.size > 10) patterns.clear()
  const made = createPattern(date)
  patterns.set(day, made)
  return made
}

function createPattern(date: Date): RegExp {
  const year = date.getUTCFullYear()
  const day = date.getUTCDate()
  const month = date.getUTCMonth() + 1
  const name = MONTHS[month - 1] ?? ''
  const named = `(?:${name}|${name.slice(0, 3)}\\.?${month === 9 ? '|sept\\.?' : ''})`
  const [dd, mm] = [`0?${day}`, `0?${month}`]
  const forms = [
    `${year}[-/.]${mm}[-/.]${dd}`,
    `(?:${mm}[-/.]${dd}|${dd}[-/.]${mm})[-/.](?:${year}|${year % 100})`,
    `${named} ${day}(?:st|nd|rd|th)?(?:,? ${year}|(?!,? ?\\d))`,
    `${day}(?:st|nd|rd|th)? (?:of )?${named}(?:,? ${year}|(?!,? ?\\d|\\p{L}))`,
    `(?:${year}年)?(?<!\\d{4}年)${month}月${day}[日号號]`,
  ]
  return new RegExp(`(?<![\\d/.-])(?:${forms.join('|')})(?!\\d|[-/.]\\d)`, 'u')
}
