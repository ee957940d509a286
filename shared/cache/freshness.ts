import type { Lifetimes } from '../config/lifetimes.ts'
import { sha256Hex } from '../lib/hash.ts'
import { FRESHNESS_CLASSES, type FreshnessClass } from '../metrics/definitions.ts'
import { namesDayNear, yearsOf } from '../text/dates.ts'
import {
  EXPLAINED,
  LIVE_TIMES,
  LIVE_TOPICS,
  NEWS_TIMES,
  NEWS_TOPICS,
  OTHER_SENSES,
  RECENT_TIMES,
  RECENT_TOPICS,
} from '../text/time-words.ts'

/** Names and quotations: "today" in a title is no today. */
const QUOTED =
  /```[\s\S]*?```|`[^`]*`|"[^"]*"|“[^”]*”|«[^»]*»|「[^」]*」|『[^』]*』|《[^》]*》|(?<![\p{L}\p{N}])[‘'][^‘’']*[’'](?![\p{L}\p{N}])/gu

/**
 * How fast the truth of the answer changes, told by the words of the question (English and Chinese) and by
 * the dates in it. `now`: ms since the epoch. What is in doubt takes the shorter life.
 */
export function freshnessOf(question: string, { now }: { now: number }): FreshnessClass {
  const text = question
    .normalize('NFKC')
    .toLowerCase()
    .replace(QUOTED, ' ')
    .replaceAll('’', "'")
    .replace(OTHER_SENSES, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const byTime = ofTimes(text, now)
  if (EXPLAINED.test(text) || isLongPast(text, now)) return byTime
  return faster(byTime, ofTopics(text))
}

function ofTimes(text: string, now: number): FreshnessClass {
  if (LIVE_TIMES.test(text)) return 'live'
  if (NEWS_TIMES.test(text) || namesDayNear(text, now)) return 'news'
  const year = new Date(now).getUTCFullYear()
  // The year to come is planned, and changes as the present one does.
  const isNear = yearsOf(text).some((named) => named >= year - 1 && named <= year + 2)
  return isNear || RECENT_TIMES.test(text) ? 'recent' : 'evergreen'
}

function ofTopics(text: string): FreshnessClass {
  if (LIVE_TOPICS.test(text)) return 'live'
  if (NEWS_TOPICS.test(text)) return 'news'
  return RECENT_TOPICS.test(text) ? 'recent' : 'evergreen'
}

/** "the price of oil in 1973", but not "since 1973". */
function isLongPast(text: string, now: number): boolean {
  const years = yearsOf(text)
  const year = new Date(now).getUTCFullYear()
  return (
    years.length > 0 &&
    years.every((named) => named < year - 1) &&
    !/\b(?:since|from|after)\b|以来|至今|以後|以后/.test(text)
  )
}

const faster = (a: FreshnessClass, b: FreshnessClass): FreshnessClass =>
  FRESHNESS_CLASSES.indexOf(a) <= FRESHNESS_CLASSES.indexOf(b) ? a : b

/** An answer that was written under difficulties is soon written anew. */
/** How long an answer is kept that lacks something which might be there in a minute. */
export const DEGRADED_MS = 60_000
/** Answers made together should not all turn stale together. */
const JITTER = 0.1

/**
 * Until when an answer is fresh and until when it is servable, ms since the epoch, counted from when its
 * sources were retrieved. `seed` (the key) shortens freshness by up to 10 %, always by the same.
 */
export function validityOf(answer: {
  freshness: FreshnessClass
  retrievedAt: number
  degraded: boolean
  seed: string
  lifetimes: Lifetimes
}): { freshUntil: number; staleUntil: number } {
  const { freshS, staleS } = answer.lifetimes[answer.freshness]
  const freshMs = freshS * 1_000
  if (answer.degraded) {
    const until = answer.retrievedAt + Math.min(DEGRADED_MS, freshMs)
    return { freshUntil: until, staleUntil: until }
  }
  const share = Number.parseInt(sha256Hex(answer.seed, 8), 16) / 2 ** 32
  return {
    freshUntil: answer.retrievedAt + Math.round(freshMs * (1 - JITTER * share)),
    staleUntil: answer.retrievedAt + freshMs + staleS * 1_000,
  }
}
