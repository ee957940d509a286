import type { Citation } from '../api/answer.ts'
import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { pageWithin } from '../text/pages.ts'
import { sentences } from '../text/sentences.ts'
import { questionTerms } from '../text/tokens.ts'

const SUPPORTED_FROM = 0.7
const PARTIAL_FROM = 0.4
/** With the unit that is part of it: 10万 is not 10. */
const NUMBER = /\d+(?:[.,]\d+)*[十百千万萬亿億%]?/g

/** Where a claim is backed, and how well. */
export type Support = Pick<Citation, 'quote' | 'passage' | 'page' | 'verdict' | 'score'>

/**
 * Holds a claim against the passages of the source it cites: verbatim first, else the sentence that shares
 * most of its words. A number in the claim that the sentence lacks makes it unsupported.
 */
export function checkCitation(claim: string, passages: readonly WriterPassage[], language: string): Support {
  const verbatim = findVerbatim(claim, passages)
  if (verbatim) return { ...verbatim, verdict: 'supported', score: 1 }

  const terms = questionTerms(claim, language)
  const numbers = claim.match(NUMBER) ?? []
  let best: Support = {
    quote: '',
    passage: { start: 0, end: 0 },
    page: null,
    verdict: 'unsupported',
    score: 0,
  }
  for (const passage of passages) {
    for (const { start, end } of quotableSpans(passage.text)) {
      const quote = passage.text.slice(start, end)
      const score = overlap(terms, numbers, quote, language)
      if (score <= best.score) continue
      const span = { start: passage.start + start, end: passage.start + end }
      best = { quote, passage: span, page: pageWithin(passage, start), verdict: verdictOf(score), score }
    }
  }
  return best
}

/** The sentences, then each two neighbours: a claim may join them, but the shorter quote is preferred. */
function quotableSpans(text: string): { start: number; end: number }[] {
  const single = sentences(text)
  const joined = single.slice(1).map(({ end }, index) => ({ start: single[index]?.start ?? 0, end }))
  return [...single, ...joined]
}

function verdictOf(score: number): Citation['verdict'] {
  if (score >= SUPPORTED_FROM) return 'supported'
  return score >= PARTIAL_FROM ? 'partial' : 'unsupported'
}

/** Share of the claim's words that the quote has; under the limit for "partial" when a number is missing. */
function overlap(
  terms: readonly string[],
  numbers: readonly string[],
  quote: string,
  language: string,
): number {
  if (terms.length === 0) return 0
  const quoted = new Set(questionTerms(quote, language))
  const share = terms.filter((term) => quoted.has(term)).length / terms.length
  const quotedNumbers = new Set(quote.match(NUMBER) ?? [])
  const rounded = Math.round(share * 100) / 100
  return numbers.every((number) => quotedNumbers.has(number))
    ? rounded
    : Math.min(rounded, PARTIAL_FROM - 0.01)
}

/** The claim in a passage, word for word; white space may differ, since sources are wrapped. */
function findVerbatim(
  claim: string,
  passages: readonly WriterPassage[],
): Pick<Support, 'quote' | 'passage' | 'page'> | undefined {
  const wanted = claim.trim().replace(/\s+/g, ' ')
  if (!/[\p{L}\p{N}]/u.test(wanted)) return undefined
  for (const passage of passages) {
    const { text, offsets } = collapseSpace(passage.text)
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      if (isCutOut(text, at, at + wanted.length)) continue
      const from = offsets[at] ?? 0
      const to = (offsets[at + wanted.length - 1] ?? 0) + 1
      return {
        quote: passage.text.slice(from, to),
        passage: { start: passage.start + from, end: passage.start + to },
        page: pageWithin(passage, from),
      }
    }
  }
  return undefined
}

/** Each run of white space as one space; `offsets[i]` is where character i stood. */
function collapseSpace(text: string): { text: string; offsets: number[] } {
  let collapsed = ''
  const offsets: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const isSpace = /\s/.test(text.charAt(at))
    if (isSpace && collapsed.endsWith(' ')) continue
    collapsed += isSpace ? ' ' : text.charAt(at)
    offsets.push(at)
  }
  return { text: collapsed, offsets }
}

/** Two characters of one word or number; scripts without spaces have no such thing, their numbers have. */
const JOINED = /^(?:\p{N}\p{N}|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])[\p{L}\p{N}]){2})$/u
const NUMBER_GOES_ON = /^\d(?:[.,]\d|[十百千万萬亿億%])/u

/** Does the match begin or end within a word or a number? "1" does not stand in "100", nor "$3" in "$3.5". */
function isCutOut(text: string, start: number, end: number): boolean {
  return (
    JOINED.test(text.slice(Math.max(0, start - 1), start + 1)) ||
    JOINED.test(text.slice(end - 1, end + 1)) ||
    NUMBER_GOES_ON.test(text.slice(end - 1, end + 2))
  )
}
